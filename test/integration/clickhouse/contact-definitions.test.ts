import { describe, expect, it } from 'vitest'
import type { Interaction } from '../../../schemas/types.ts'
import { dayMs, days, dayZero, randomExperience } from '../../helpers/experience-data.ts'
import { experienceStore, grouped } from '../../helpers/experience-store.ts'
import { accountScore } from '../../helpers/outputs.ts'
import { standingContacts } from '../../helpers/standing.ts'

const random = randomExperience(42, 36)
/** Of an account whose contacts are all without a value. */
const unobserved = accountScore({ accountId: 'unobserved', at: dayZero + dayMs, evidence: 0, observations: 0, band: 'UNKNOWN' })
const data = { ...random, scores: [...random.scores, unobserved].sort((a, b) => a.at - b.at) }
const db = experienceStore(data)

const standing = standingContacts(data.contacts)
const failed = (each: Interaction) => ['FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED'].includes(each.outcome ?? '')
const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
/** Where between an outer and an inner value a condition ceases to hold, by bisection; the outer value where it does not hold there either. */
function edge(holds: (value: number) => boolean, outer: number, inner: number): number {
  if (!holds(outer)) return outer
  let [out, within] = [outer, inner]
  for (let step = 0; step < 60; step++) {
    const middle = (out + within) / 2
    if (holds(middle)) out = middle
    else within = middle
  }
  return out
}
/** Of Student's distribution, what 95 % lie within, by its integral: with x = √df · tan θ its density is cos(θ)^(df - 1), but for a constant. */
function studentQuantile(df: number): number {
  const steps = 20_000
  const integral = (from: number) => {
    const width = (Math.PI / 2 - from) / steps
    return width * sum(Array.from({ length: steps }, (_, i) => Math.cos(from + (i + 0.5) * width) ** (df - 1)))
  }
  const all = integral(0)
  return Math.sqrt(df) * Math.tan(edge((angle) => integral(angle) / all < 0.05, Math.PI / 2 - 1e-9, 0))
}
const date = (day: number) => new Date(dayZero + day * dayMs).toISOString().slice(0, 10)

describe('definitions over contacts, against an independent computation on random rows', () => {
  it('touch-point corridor: failures, repeats within 7 days, mean value', async () => {
    const [from, to] = [30, 90]
    const contacts = standing.filter((each) => each.kind === 'TOUCH_POINT')
    const inPeriod = contacts.filter((each) => each.occurredAt >= dayZero + from * dayMs && each.occurredAt < dayZero + (to + 1) * dayMs)
    const repeats = (each: Interaction) => contacts.some((other) => other.accountId === each.accountId && other.touchPoint === each.touchPoint && failed(other)
      && other.occurredAt < each.occurredAt && other.occurredAt >= each.occurredAt - 7 * dayMs)
    const expected = [...grouped(inPeriod, (each) => `${each.stage ?? ''}/${each.touchPoint}`)].map(([key, group]) => ({
      key, contacts: group.length, failures: group.filter(failed).length, repeats: group.filter(repeats).length, accounts: new Set(group.map((each) => each.accountId)).size,
      mean: expect.closeTo(sum(group.map((each) => each.value! * each.weight!)) / sum(group.map((each) => each.weight!)), 6),
    })).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(expected.some((each) => each.repeats > 0)).toBe(true)
    expect(await db.rows(`SELECT concat(ifNull(stage, ''), '/', touch_point) AS key, contacts, failures, repeats, accounts, mean_value AS mean
      FROM touch_point_corridor(from_day = '${date(from)}', to_day = '${date(to)}') ORDER BY key`)).toEqual(expected)
  })

  describe('by segment, patterns apart', () => {
    /** Of each segment and pattern the answers to surveys of a metric that stand, and what is worked out of them. */
    const byGroup = (metric: string, figures: (group: readonly Interaction[]) => object) => {
      const answers = standing.filter((each) => each.survey?.metric === metric && each.survey.status === 'ANSWERED')
      return [...grouped(answers, (each) => `${each.segment ?? ''}/${each.survey!.pattern}`)].map(([key, group]) => ({ key, n: group.length, ...figures(group) })).sort((a, b) => (a.key < b.key ? -1 : 1))
    }
    const stored = (view: string, columns: string) => db.rows(`SELECT concat(ifNull(\`group\`, ''), '/', pattern) AS key, n, ${columns} FROM ${view}(dimension = 'segment', from_day = '${date(0)}', to_day = '${date(days)}') ORDER BY key`)
    const inUpperQuarter = ({ survey }: Interaction) => {
      const share = (survey!.score! - survey!.scaleMin!) / (survey!.scaleMax! - survey!.scaleMin!)
      return (survey!.higherIsBetter ? share : 1 - share) >= 0.75
    }

    it('NPS', async () => {
      const expected = byGroup('NPS', (group) => ({ nps: expect.closeTo((100 * sum(group.map(({ survey }) => (survey!.score! >= 9 ? 1 : survey!.score! <= 6 ? -1 : 0)))) / group.length, 9) }))
      expect(expected).toHaveLength(9)
      expect(await stored('nps', 'nps')).toEqual(expected)
    })

    it('CSAT with Wilson\'s interval: the shares from which the one found is 1.96 standard errors away', async () => {
      const expected = byGroup('CSAT', (group) => {
        const [n, satisfied] = [group.length, group.filter(inUpperQuarter).length]
        const far = (share: number) => Math.abs(satisfied / n - share) > 1.96 * Math.sqrt((share * (1 - share)) / n)
        return { satisfied, csat: expect.closeTo((100 * satisfied) / n, 9), low: expect.closeTo(100 * edge(far, 0, satisfied / n), 6), high: expect.closeTo(100 * edge(far, 1, satisfied / n), 6) }
      })
      expect(expected).toHaveLength(9)
      expect(await stored('csat', 'satisfied, csat_percent AS csat, low, high')).toEqual(expected)
    })

    it('CES: mean ease whichever way the scale runs with Student\'s interval, and the share of the upper quarter', async () => {
      const quantiles = new Map<number, number>()
      const quantile = (df: number) => quantiles.get(df) ?? quantiles.set(df, studentQuantile(df)).get(df)!
      const expected = byGroup('CES', (group) => {
        const ease = group.map(({ survey }) => (100 * (7 - survey!.score!)) / 6)
        const [n, mean] = [ease.length, sum(ease) / ease.length]
        const half = n < 5 ? null : quantile(n - 1) * Math.sqrt(sum(ease.map((each) => (each - mean) ** 2)) / (n - 1) / n)
        return {
          mean: expect.closeTo(mean, 9), top: expect.closeTo((100 * group.filter(inUpperQuarter).length) / n, 9),
          low: half === null ? null : expect.closeTo(Math.max(0, mean - half), 2), high: half === null ? null : expect.closeTo(Math.min(100, mean + half), 2),
        }
      })
      expect(expected).toHaveLength(9)
      expect(new Set(expected.map(({ n }) => (n < 5 ? 'few' : n <= 30 ? 'some' : 'many'))).size).toBeGreaterThan(1)
      expect(await stored('ces', 'mean_ease AS mean, top_box_percent AS top, low, high')).toEqual(expected)
    })
  })

  it('sums by day and location', async () => {
    const expected = [...grouped(data.contacts, (each) => `${new Date(each.occurredAt).toISOString().slice(0, 10)}/${each.location ?? ''}`)].map(([key, group]) => ({
      key, n: group.length, weight: expect.closeTo(sum(group.map((each) => each.weight ?? 0)), 9) })).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(await db.rows('SELECT concat(toString(day), \'/\', location) AS key, toUInt32(sum(interactions)) AS n, sum(weight_sum) AS weight FROM experience_by_day GROUP BY key ORDER BY key')).toEqual(expected)
  })

  it('score with today\'s knowledge: late events and corrections counted from when they happened, and the prior of who had a score without any', async () => {
    const then = dayZero + 80 * dayMs + 12_345
    const halfLife = (driver: string) => (driver === 'product.use' ? 14 : 30)
    const known = grouped(standing.filter((each) => each.driver !== null && each.occurredAt <= then), (each) => each.accountId)
    const hadScore = new Set(data.scores.filter((each) => each.at <= then).map((each) => each.accountId))
    const expected = [...new Set([...hadScore, ...known.keys()])].map((accountId) => {
      const group = known.get(accountId) ?? []
      const weights = group.map((each) => each.weight! * 2 ** (-(then - each.occurredAt) / dayMs / halfLife(each.driver!)))
      const value = (2 * 70 + sum(group.map((each, i) => weights[i]! * each.value!))) / (2 + sum(weights))
      return { accountId, observations: group.length, evidence: expect.closeTo(sum(weights), 9), score: expect.closeTo(value, 9) }
    }).sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
    expect(hadScore.has('unobserved'), 'has a score').toBe(true)
    expect(await db.rows(`SELECT account_id AS accountId, observations, evidence, score FROM scores_as_known_today(then = '${new Date(then).toISOString().slice(0, -1)}', prior_mean = 70,
      prior_strength = 2, half_life_days = 30, half_lives = map('product.use', 14)) ORDER BY accountId`)).toEqual(expected)
  })

  it('the day at a place', async () => {
    const expected = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' })
    const rows = await db.rows<{ local: string; at: number }>('SELECT toString(local_day) AS local, toFloat64(toUnixTimestamp64Milli(occurred_at)) AS at FROM interactions_by_local_day(time_zone = \'Asia/Tokyo\')')
    expect(rows.length).toBe(data.contacts.length)
    expect(rows.filter(({ local, at }) => local !== expected.format(at))).toEqual([])
  })
})
