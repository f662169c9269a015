import { describe, expect, it } from 'vitest'
import type { AccountScore, AlertEvent } from '../../../schemas/types.ts'
import { dayMs, days, dayZero, randomExperience } from '../../helpers/experience-data.ts'
import { experienceStore, grouped } from '../../helpers/experience-store.ts'

const everyDay = randomExperience(11, 40)
/** Of every fourth account the evidence has faded in July, of every other fourth at the beginning of September for good. */
const faded = ({ accountId, at }: AccountScore) => [2, 3].includes(Number(accountId.slice(1)) % 4) && new Date(at).toISOString().slice(0, 7) === (Number(accountId.slice(1)) % 4 === 2 ? '2026-09' : '2026-07')
const random = { ...everyDay, scores: everyDay.scores.filter((each) => !faded(each)) }
const date = (day: number) => new Date(dayZero + day * dayMs).toISOString().slice(0, 10)
const dayOf = (each: { at: number }) => Math.floor((each.at - dayZero) / dayMs)
const byAccount = grouped(random.scores, (each) => each.accountId)
const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)

/** Each account's last score until the end of a day. */
const onDay = (day: number): AccountScore[] => [...byAccount.values()].flatMap((scores) => scores.filter((each) => dayOf(each) <= day).slice(-1))
const lastDay = Math.max(...random.scores.map(dayOf))

/** Days of each account's closings. */
const closings = new Map([...byAccount].map(([accountId, scores]) => {
  const closes = [...grouped(scores, (each) => String(dayOf(each))).values()].map((each) => each.at(-1)!)
  return [accountId, closes.filter((each, i) => each.isClosed && !closes[i - 1]?.isClosed).map(dayOf)] as const
}).filter(([, days]) => days.length > 0))

/** The only alert of this account opens on the day on which it is closed. */
const [alertedLate, [closedThen]] = [...closings].find(([, days]) => days.length === 1)! as [string, [number]]
const late = { ...random.alerts.find((each) => each.accountId === alertedLate)!, openedAt: dayZero + closedThen * dayMs + 1, at: dayZero + closedThen * dayMs + 1 }
const data = { ...random, alerts: [...random.alerts.filter((each) => each.accountId !== alertedLate), late] }
const db = experienceStore(data)

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

  it('every account on a day, and all by quadrant now', async () => {
    const expected = onDay(50).map(({ accountId: key, score, band, quadrant, segment, annualRevenue: revenue, isClosed: closed }) => ({ key, score, band, quadrant, segment, revenue, closed })).sort(byKey)
    expect(await db.rows(`SELECT account_id AS key, score, band, quadrant, segment, annual_revenue AS revenue, is_closed AS closed FROM accounts_on(day = '${date(50)}') ORDER BY key`)).toEqual(expected)
    const cells = [...grouped(onDay(days).filter((each) => !each.isClosed), (each) => `${each.quadrant ?? ''}/${each.segment ?? ''}/${each.currency}`)].map(([key, group]) => ({
      key, accounts: group.length, revenue: group[0]!.quadrant === null ? null : sum(group.map((each) => each.annualRevenue!)), mean: expect.closeTo(sum(group.map((each) => each.score)) / group.length, 9),
    })).sort(byKey)
    expect(await db.rows(`SELECT concat(ifNull(quadrant, ''), '/', ifNull(segment, ''), '/', currency) AS key, accounts, annual_revenue AS revenue, mean_score AS mean FROM quadrant_matrix ORDER BY key`)).toEqual(cells)
  })

  it('movements between quadrants, and which driver moved which segment', async () => {
    const [from, to] = [80, 110]
    const open = new Map(onDay(from).filter((each) => !each.isClosed).map((each) => [each.accountId, each]))
    expect(onDay(from).length, 'some were closed before').toBeGreaterThan(open.size)
    const pairs = onDay(to).flatMap((each) => (open.has(each.accountId) ? [{ from: open.get(each.accountId)!, to: each }] : []))
    const moves = [...grouped(pairs, (pair) => `${pair.from.quadrant ?? ''}/${pair.to.isClosed ? 'CLOSED' : (pair.to.quadrant ?? '')}/${pair.to.segment ?? ''}/${pair.to.currency}`)].map(([key, group]) => {
      const revenues = group.flatMap((pair) => pair.to.annualRevenue ?? [])
      return { key, accounts: group.length, revenue: revenues.length === 0 ? null : sum(revenues), change: expect.closeTo(sum(group.map((pair) => pair.to.score - pair.from.score)) / group.length, 9) }
    }).sort(byKey)
    expect(moves.filter(({ key }) => key.includes('/CLOSED/')).length).toBeGreaterThan(1)
    expect(await db.rows(`SELECT concat(ifNull(from_quadrant, ''), '/', ifNull(to_quadrant, ''), '/', ifNull(segment, ''), '/', currency) AS key, accounts, annual_revenue AS revenue, mean_change AS change
      FROM quadrant_movements(from_day = '${date(from)}', to_day = '${date(to)}') ORDER BY key`)).toEqual(moves)
    const segments = [...grouped(pairs, ({ to }) => to.segment ?? '')]
    const mean = (group: typeof pairs, of: (score: AccountScore) => number) => expect.closeTo(sum(group.map((pair) => of(pair.to) - of(pair.from))) / group.length, 9)
    const impact = segments.flatMap(([segment, group]) => [
      { key: `${segment}/prior`, points: mean(group, (each) => each.prior) },
      ...['delivery', 'product.use', 'support.call'].map((driver) => ({ key: `${segment}/${driver}`, points: mean(group, (each) => each.drivers[driver] ?? 0) })),
    ]).sort(byKey)
    const stored = `driver_impact(from_day = '${date(from)}', to_day = '${date(to)}')`
    expect(await db.rows(`SELECT concat(ifNull(segment, ''), '/', driver) AS key, mean_points AS points FROM ${stored} ORDER BY key`)).toEqual(impact)
    expect(await db.rows(`SELECT ifNull(segment, '') AS key, sum(mean_points) AS change FROM ${stored} GROUP BY key ORDER BY key`), 'drivers add up to the change of the score')
      .toEqual(segments.map(([key, group]) => ({ key, change: mean(group, (each) => each.score) })).sort(byKey))
  })

  it('score as it was known at a time', async () => {
    const then = dayZero + 70 * dayMs + 5_400_000
    const expected = [...byAccount].flatMap(([key, scores]) => scores.filter((each) => each.at <= then).slice(-1).map(({ score, band }) => ({ key, score, band }))).sort(byKey)
    expect(await db.rows(`SELECT account_id AS key, score, band FROM scores_as_known(then = '${new Date(then).toISOString().slice(0, -1)}') ORDER BY key`)).toEqual(expected)
  })

  it('cohorts by the month of the first contact: who has no score any more stays with the last one', async () => {
    const months = ['2026-06', '2026-07', '2026-08', '2026-09']
    const cells = [...byAccount.values()].flatMap((all) => {
      const until = months.map((month) => all.findLast((each) => each.contacts > 0 && new Date(each.at).toISOString().slice(0, 7) <= month))
      const first = until.findIndex((each) => each !== undefined)
      return until.flatMap((last, i) => (last ? [{ cohort: months[first]!, month: months[i]!, last, active: last.contacts > (until[i - 1]?.contacts ?? 0) }] : []))
    })
    const sizes = grouped(cells, ({ cohort, month }) => `${cohort}/${month}`)
    const expected = [...grouped(cells, ({ cohort, month, last }) => `${cohort}-01/${month}-01/${last.stage}`)].map(([key, group]) => {
      const open = group.filter((each) => !each.last.isClosed)
      return { key, size: sizes.get(`${group[0]!.cohort}/${group[0]!.month}`)!.length, accounts: group.length, active: group.filter((each) => each.active).length,
        closed: group.length - open.length, mean: open.length === 0 ? null : expect.closeTo(sum(open.map((each) => each.last.score)) / open.length, 9) }
    }).sort(byKey)
    const carried = cells.filter(({ month, last }) => new Date(last.at).toISOString().slice(0, 7) < month)
    expect([carried.some(({ last }) => last.isClosed), carried.some(({ month }) => month < '2026-09')], 'closed ones, and months between two scores').toEqual([true, true])
    expect(await db.rows(`SELECT concat(toString(cohort_month), '/', toString(month), '/', stage) AS key, cohort_size AS size, accounts, accounts_in_contact AS active, accounts_closed AS closed, mean_score AS mean
      FROM cohorts ORDER BY key`)).toEqual(expected)
  })

  it('churn: scores before a closing, lead time of the first alert', async () => {
    const scoreOf = (accountId: string, day: number) => byAccount.get(accountId)!.filter((each) => dayOf(each) <= day).at(-1)?.score ?? null
    const alerted = (accountId: string, day: number) => data.alerts.filter((each) => each.accountId === accountId && each.status === 'OPENED' && dayOf(each) < day && dayOf(each) >= day - 180).map((each) => each.at)
    const expected = [...closings].map(([key, days]) => {
      const day = days.at(-1)!
      const first = Math.min(...alerted(key, day))
      return { key, d90: scoreOf(key, day - 90), d60: scoreOf(key, day - 60), d30: scoreOf(key, day - 30), d7: scoreOf(key, day - 7), lead: first === Infinity ? null : expect.closeTo((dayZero + day * dayMs - first) / dayMs, 9) }
    }).sort(byKey)
    expect(expected.length).toBeGreaterThan(3)
    expect(expected.find(({ key }) => key === alertedLate)!.lead).toBeNull()
    expect(await db.rows('SELECT account_id AS key, score_90d_before AS d90, score_60d_before AS d60, score_30d_before AS d30, score_7d_before AS d7, lead_days AS lead FROM churn ORDER BY key')).toEqual(expected)
  })

  it('churn by threshold: precision and recall, also of accounts that were opened again, and null until the horizon is over', async () => {
    const [day, horizon] = [55, 30]
    const open = onDay(day).filter((each) => !each.isClosed)
    const daysOf = (each: AccountScore) => closings.get(each.accountId) ?? []
    const leaves = (each: AccountScore) => daysOf(each).some((closing) => closing > day && closing <= day + horizon)
    const leaving = open.filter(leaves).length
    expect(open.filter((each) => leaves(each) && daysOf(each).at(-1)! > day + horizon), 'some were opened again, and closed after the horizon').not.toEqual([])
    const lines = Array.from({ length: 20 }, (_, i) => 5 * (i + 1)).map((threshold) => {
      const flagged = open.filter((each) => each.score < threshold)
      const hits = flagged.filter(leaves).length
      return { threshold, flagged: flagged.length, hits, closed: leaving, accounts: open.length, precision: flagged.length === 0 ? null : expect.closeTo((100 * hits) / flagged.length, 9), recall: expect.closeTo((100 * hits) / leaving, 9), isOver: true }
    })
    const stored = (of: number, within: number) => db.rows<(typeof lines)[number]>(`SELECT threshold, flagged, flagged_and_closed AS hits, closed, accounts, precision_percent AS precision, recall_percent AS recall, horizon_is_over AS isOver
      FROM churn_by_threshold(day = '${date(of)}', horizon_days = ${within})`)
    expect(await stored(day, horizon)).toEqual(lines)
    expect((await stored(lastDay - horizon - 1, horizon)).at(-1)).toMatchObject({ precision: expect.any(Number), recall: expect.any(Number), isOver: true })
    const running = await stored(lastDay - horizon, horizon)
    expect(running.at(-1)!.hits).toBeGreaterThan(0)
    expect(running.filter((each) => each.precision !== null || each.recall !== null || each.isOver)).toEqual([])
  })

  it('alert performance: times, outcomes, flaps', async () => {
    const lives = [...grouped(data.alerts, (each) => each.alertId).values()].map((steps) => {
      const of = (...names: AlertEvent['status'][]) => steps.find((each) => names.includes(each.status))
      const before = data.alerts.find((each) => each.accountId === steps[0]!.accountId && each.episode === steps[0]!.episode - 1 && ['CLOSED', 'RESOLVED'].includes(each.status))
      const end = of('CLOSED', 'RESOLVED')
      return { opened: steps[0]!.at, segment: steps[0]!.segment, acknowledged: of('ACKNOWLEDGED', 'ASSIGNED', 'SNOOZED', 'CLOSED')?.at ?? null, ended: end?.at ?? null, outcome: end?.outcome ?? null, flap: before !== undefined && steps[0]!.at <= before.at + 7 * dayMs }
    })
    const hours = (group: typeof lives, to: (each: (typeof lives)[number]) => number | null, share: number) => {
      const sorted = group.flatMap((each) => { const at = to(each); return at === null ? [] : [(at - each.opened) / 3_600_000] }).sort((a, b) => a - b)
      return sorted.length === 0 ? null : expect.closeTo(sorted[Math.floor(share * sorted.length)]!, 9)
    }
    const expected = [...grouped(lives, (each) => `${new Date(each.opened).toISOString().slice(0, 7)}-01/${each.segment ?? ''}`)].map(([key, group]) => {
      const count = (test: (each: (typeof lives)[number]) => boolean) => group.filter(test).length
      const [closed, falseAlarms] = [count((each) => each.outcome !== null), count((each) => each.outcome === 'FALSE_ALARM')]
      return {
        key, alerts: group.length, open: count((each) => each.ended === null), acknowledged: count((each) => each.acknowledged !== null), flaps: count((each) => each.flap),
        medianAck: hours(group, (each) => each.acknowledged, 0.5), p90Ack: hours(group, (each) => each.acknowledged, 0.9), medianEnd: hours(group, (each) => each.ended, 0.5),
        saved: count((each) => each.outcome === 'SAVED'), falseAlarms, falsePercent: closed === 0 ? null : expect.closeTo((100 * falseAlarms) / closed, 9),
      }
    }).sort(byKey)
    expect(expected.some((each) => each.flaps > 0 && each.falseAlarms > 0 && each.open > 0)).toBe(true)
    expect(await db.rows(`SELECT concat(toString(month), '/', ifNull(segment, '')) AS key, alerts, open, acknowledged, flaps, median_hours_to_acknowledge AS medianAck, p90_hours_to_acknowledge AS p90Ack,
      median_hours_to_end AS medianEnd, saved, false_alarms AS falseAlarms, false_alarm_percent AS falsePercent FROM alert_performance ORDER BY key`)).toEqual(expected)
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
