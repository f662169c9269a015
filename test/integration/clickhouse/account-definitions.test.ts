import { describe, expect, it } from 'vitest'
import type { AccountScore, AlertEvent } from '../../../schemas/types.ts'
import { dayMs, days, dayZero, randomExperience } from '../../helpers/experience-data.ts'
import { experienceStore, grouped } from '../../helpers/experience-store.ts'

const data = randomExperience(11, 40)
const db = experienceStore(data)
const date = (day: number) => new Date(dayZero + day * dayMs).toISOString().slice(0, 10)
const dayOf = (each: { at: number }) => Math.floor((each.at - dayZero) / dayMs)
const byAccount = grouped(data.scores, (each) => each.accountId)
const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)

/** Each account's last score until the end of a day. */
const onDay = (day: number): AccountScore[] => [...byAccount.values()].flatMap((scores) => scores.filter((each) => dayOf(each) <= day).slice(-1))
const lastDay = Math.max(...data.scores.map(dayOf))

/** Day of each account's latest closing. */
const closings = new Map([...byAccount].flatMap(([accountId, scores]) => {
  const closes = [...grouped(scores, (each) => String(dayOf(each))).values()].map((each) => each.at(-1)!)
  const days = closes.filter((each, i) => each.isClosed && !closes[i - 1]?.isClosed).map(dayOf)
  return days.length > 0 ? [[accountId, days.at(-1)!] as const] : []
}))

describe('definitions over accounts, against an independent computation on random rows', () => {
  it('daily snapshots: every account on every day, the faded ones with their last', async () => {
    const expected = Array.from({ length: lastDay + 1 }, (_, day) => onDay(day)).flatMap((accounts, day) => {
      const open = accounts.filter((each) => !each.isClosed)
      return open.length === 0 ? [] : [{ day: date(day), accounts: open.length, atRisk: open.filter((each) => each.band === 'AT_RISK').length, mean: expect.closeTo(sum(open.map((each) => each.score)) / open.length, 9) }]
    })
    expect(await db.rows(`SELECT day, toUInt32(sum(t.accounts)) AS accounts, toUInt32(sumIf(t.accounts, band = 'AT_RISK')) AS atRisk, sum(mean_score * t.accounts) / sum(t.accounts) AS mean
      FROM bands_by_day AS t GROUP BY day ORDER BY day`)).toEqual(expected)
  })

  it('revenue at risk, by currency', async () => {
    const expected = Array.from({ length: lastDay + 1 }, (_, day) => [...grouped(onDay(day).filter((each) => !each.isClosed && each.annualRevenue !== null), (each) => `${date(day)}/${each.currency}`)]
      .map(([key, group]) => ({ key, revenue: sum(group.map((each) => each.annualRevenue!)), atRisk: sum(group.filter((each) => each.band === 'AT_RISK').map((each) => each.annualRevenue!)) }))).flat().sort(byKey)
    expect(await db.rows('SELECT concat(toString(day), \'/\', currency) AS key, sum(annual_revenue) AS revenue, sum(revenue_at_risk) AS atRisk FROM revenue_at_risk_by_day GROUP BY key ORDER BY key')).toEqual(expected)
  })

  it('movements between quadrants, and which driver moved which segment', async () => {
    const [before, after] = [new Map(onDay(50).map((each) => [each.accountId, each])), onDay(90)]
    const pairs = after.flatMap((to) => (before.has(to.accountId) ? [{ from: before.get(to.accountId)!, to }] : []))
    const moves = [...grouped(pairs, ({ from, to }) => `${from.quadrant ?? ''}/${to.quadrant ?? ''}/${to.segment ?? ''}/${to.currency}`)]
      .map(([key, group]) => ({ key, accounts: group.length, change: expect.closeTo(sum(group.map(({ from, to }) => to.score - from.score)) / group.length, 9) })).sort(byKey)
    expect(await db.rows(`SELECT concat(ifNull(from_quadrant, ''), '/', ifNull(to_quadrant, ''), '/', ifNull(segment, ''), '/', currency) AS key, accounts, mean_change AS change
      FROM quadrant_movements(from_day = '${date(50)}', to_day = '${date(90)}') ORDER BY key`)).toEqual(moves)
    const impact = [...grouped(pairs, ({ to }) => to.segment ?? '')].flatMap(([segment, group]) => ['delivery', 'product.use', 'support.call'].map((driver) => ({
      key: `${segment}/${driver}`, points: expect.closeTo(sum(group.map(({ from, to }) => (to.drivers[driver] ?? 0) - (from.drivers[driver] ?? 0))) / group.length, 9) }))).sort(byKey)
    expect(await db.rows(`SELECT concat(ifNull(segment, ''), '/', driver) AS key, mean_points AS points FROM driver_impact(from_day = '${date(50)}', to_day = '${date(90)}') WHERE driver != 'prior' ORDER BY key`)).toEqual(impact)
  })

  it('score as it was known at a time', async () => {
    const then = dayZero + 70 * dayMs + 5_400_000
    const expected = [...byAccount].flatMap(([key, scores]) => scores.filter((each) => each.at <= then).slice(-1).map(({ score, band }) => ({ key, score, band }))).sort(byKey)
    expect(await db.rows(`SELECT account_id AS key, score, band FROM scores_as_known(then = '${new Date(then).toISOString().slice(0, -1)}') ORDER BY key`)).toEqual(expected)
  })

  it('cohorts by the month of the first contact', async () => {
    const month = (each: AccountScore) => `${new Date(each.at).toISOString().slice(0, 7)}-01`
    const cells = [...byAccount.values()].flatMap((all) => {
      const closes = [...grouped(all, (each) => String(dayOf(each))).values()].map((each) => each.at(-1)!).filter((each) => each.contacts > 0)
      const months = [...grouped(closes, month)]
      return months.map(([name, scores], i) => ({ key: `${months[0]![0]}/${name}/${scores.at(-1)!.stage}`, active: scores.at(-1)!.contacts > (months[i - 1]?.[1].at(-1)!.contacts ?? 0), score: scores.at(-1)!.score }))
    })
    const expected = [...grouped(cells, ({ key }) => key)].map(([key, group]) => ({ key, accounts: group.length, active: group.filter((each) => each.active).length, mean: expect.closeTo(sum(group.map((each) => each.score)) / group.length, 9) })).sort(byKey)
    expect(await db.rows('SELECT concat(toString(cohort_month), \'/\', toString(month), \'/\', stage) AS key, accounts, accounts_in_contact AS active, mean_score AS mean FROM cohorts ORDER BY key')).toEqual(expected)
  })

  it('churn: scores before a closing, lead time of the first alert, precision and recall', async () => {
    const scoreOf = (accountId: string, day: number) => byAccount.get(accountId)!.filter((each) => dayOf(each) <= day).at(-1)?.score ?? null
    const alerted = (accountId: string, day: number) => data.alerts.filter((each) => each.accountId === accountId && each.status === 'OPENED' && dayOf(each) <= day && dayOf(each) >= day - 180).map((each) => each.at)
    const expected = [...closings].map(([key, day]) => {
      const first = Math.min(...alerted(key, day))
      return { key, d90: scoreOf(key, day - 90), d30: scoreOf(key, day - 30), d7: scoreOf(key, day - 7), lead: first === Infinity ? null : expect.closeTo((dayZero + day * dayMs - first) / dayMs, 9) }
    }).sort(byKey)
    expect(expected.length).toBeGreaterThan(3)
    expect(await db.rows('SELECT account_id AS key, score_90d_before AS d90, score_30d_before AS d30, score_7d_before AS d7, lead_days AS lead FROM churn ORDER BY key')).toEqual(expected)
    const open = onDay(55).filter((each) => !each.isClosed)
    const leaves = (each: AccountScore) => (closings.get(each.accountId) ?? 0) > 55 && closings.get(each.accountId)! <= 55 + 30
    const flagged = open.filter((each) => each.score < 55)
    expect(await db.rows(`SELECT flagged, flagged_and_closed AS hits, closed, accounts FROM churn_by_threshold(day = '${date(55)}', horizon_days = 30) WHERE threshold = 55`))
      .toEqual([{ flagged: flagged.length, hits: flagged.filter(leaves).length, closed: open.filter(leaves).length, accounts: open.length }])
  })

  it('alert performance: times, outcomes, flaps', async () => {
    const lives = [...grouped(data.alerts, (each) => each.alertId).values()].map((steps) => {
      const of = (...names: AlertEvent['status'][]) => steps.find((each) => names.includes(each.status))
      const before = data.alerts.find((each) => each.accountId === steps[0]!.accountId && each.episode === steps[0]!.episode - 1 && ['CLOSED', 'RESOLVED'].includes(each.status))
      const end = of('CLOSED', 'RESOLVED')
      return { opened: steps[0]!.at, acknowledged: of('ACKNOWLEDGED', 'ASSIGNED', 'CLOSED')?.at ?? null, ended: end?.at ?? null, outcome: end?.outcome ?? null, flap: before !== undefined && steps[0]!.at <= before.at + 7 * dayMs }
    })
    const ended = lives.filter((each) => each.ended !== null).map((each) => each.ended! - each.opened).sort((a, b) => a - b)
    const count = (test: (each: (typeof lives)[number]) => boolean) => lives.filter(test).length
    expect(await db.rows(`SELECT toUInt32(sum(alerts)) AS alerts, toUInt32(sum(acknowledged)) AS acknowledged, toUInt32(sum(open)) AS open, toUInt32(sum(saved)) AS saved,
      toUInt32(sum(false_alarms)) AS falseAlarms, toUInt32(sum(flaps)) AS flaps FROM alert_performance`)).toEqual([{
      alerts: lives.length, acknowledged: count((each) => each.acknowledged !== null), open: count((each) => each.ended === null), saved: count((each) => each.outcome === 'SAVED'),
      falseAlarms: count((each) => each.outcome === 'FALSE_ALARM'), flaps: count((each) => each.flap),
    }])
    expect(await db.rows('SELECT quantileExact(0.5)(hours_to_end) AS median FROM alert_lives')).toEqual([{ median: expect.closeTo(ended[Math.floor(ended.length / 2)]! / 3_600_000, 6) }])
  })

  it('goals against actuals', async () => {
    await db.command({ query: 'INSERT INTO goals (metric, segment, target) VALUES (\'SCORE\', \'smb\', 65), (\'SCORE\', \'smb\', 70), (\'NPS\', \'none\', 10)', clickhouse_settings: { async_insert: 0 } })
    await db.command({ query: 'INSERT INTO goals (metric, segment, target) VALUES (\'SCORE\', \'smb\', 75)' })
    const smb = onDay(days).filter((each) => each.segment === 'smb' && !each.isClosed)
    expect(await db.rows('SELECT metric, target, actual, n FROM goals_against_actuals ORDER BY metric')).toEqual([
      { metric: 'NPS', target: 10, actual: null, n: 0 }, { metric: 'SCORE', target: 75, actual: expect.closeTo(sum(smb.map((each) => each.score)) / smb.length, 9), n: smb.length },
    ])
  })
})
