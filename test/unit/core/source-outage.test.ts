import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deliver, expectedBetween, newRhythm, quietFrom } from '../../../core/alerting/source-rhythm.ts'
import { mostSources } from '../../../core/alerting/source-outage.ts'
import { createScorer, createTimeline, day, score, start, touchPoint } from '../../helpers/timeline.ts'

const hour = 3_600_000
const minute = 60_000
/** A Monday, 00:00 UTC. */
const monday = start + 4 * day

/** A help desk that delivers four times an hour on weekdays from 9 to 17, for so many weeks; a shop that delivers every hour, always. Ends with the shop's last record at `until`. */
function workWeeks(weeks: number, until: number, out: (at: number) => boolean = () => false) {
  const timeline = createTimeline()
  let n = 0
  for (let at = monday; at <= until; at += 15 * minute) {
    const local = (at - monday) % (7 * day)
    const working = local < 5 * day && local % day >= 9 * hour && local % day < 17 * hour
    if (working && at < monday + weeks * 7 * day + 7 * day && !out(at)) timeline.touchPoint(touchPoint(`h${n++}`, at, { source: 'helpdesk', accountId: `a${n % 5}`, outcome: 'SUCCEEDED' }))
    if (at % hour === 0) timeline.touchPoint(touchPoint(`s${n++}`, at, { source: 'shop', accountId: 'shopper' }))
  }
  return timeline
}
const outages = (timeline: ReturnType<typeof createTimeline>) => score(timeline.entries).alerts.filter(({ kind }) => kind === 'SOURCE_OUTAGE')

describe('SOURCE_OUTAGE', () => {
  const broken = monday + 21 * day + 10 * hour
  const mended = monday + 22 * day + 12 * hour

  test('opens when ten records were to be expected and none came, once, and resolves with the next; nights and weekends are none', () => {
    const steps = outages(workWeeks(3, monday + 23 * day, (at) => at > broken && at < mended))
    expect(steps.map(({ status }) => status)).toEqual(['OPENED', 'RESOLVED'])
    const [opened, resolved] = steps
    expect(opened).toMatchObject({ alertId: 'helpdesk~SOURCE_OUTAGE~1', sequence: 1, accountId: null, severity: 'NORMAL', cause: 'DECAY', drivers: [], owner: 'cx-ops', notify: ['cx-ops'] })
    expect(opened!.at, 'four an hour: ten are missing after two and a half hours').toBe(broken + 2.5 * hour)
    expect(opened!.summary).toBe('Nothing has come from helpdesk for 3 hours, where about 10 deliveries were to be expected.')
    expect(resolved).toMatchObject({ sequence: 2, at: mended, cause: 'EVENT', openedAt: opened!.at })
    expect(resolved!.summary).toBe('helpdesk delivers again, after 24 hours of outage.')
  })

  test('nothing is expected before a week has been seen, and one outage lowers what is expected by a quarter', () => {
    expect(outages(workWeeks(0, monday + 6 * day, (at) => at > monday + 10 * hour))).toEqual([])
    const again = outages(workWeeks(4, monday + 31 * day, (at) => (at > broken && at < mended) || at > monday + 28 * day + 10 * hour))
    expect(again.map(({ alertId, status }) => `${alertId} ${status}`)).toEqual(['helpdesk~SOURCE_OUTAGE~1 OPENED', 'helpdesk~SOURCE_OUTAGE~1 RESOLVED', 'helpdesk~SOURCE_OUTAGE~2 OPENED'])
    expect(again[2]!.at - (monday + 28 * day + 10 * hour), 'three an hour: four weeks, one of them out').toBe(3.25 * hour)
  })

  test('a bulk load is one delivery: it makes no outage of the same hour a week later', () => {
    const timeline = createTimeline()
    for (let i = 0; i < 300; i++) timeline.touchPoint(touchPoint(`bulk${i}`, monday + 40 * day + i, { source: 'erp', accountId: `a${i}` }))
    for (let at = monday + 41 * day; at < monday + 62 * day; at += 6 * hour) timeline.touchPoint(touchPoint(`erp${at}`, at, { source: 'erp' }))
    expect(outages(timeline)).toEqual([])
  })

  test('while a source is out, accounts that it feeds are not called silent; when it is back, those that stay silent are', () => {
    const timeline = workWeeks(3, monday + 100 * day, (at) => at > broken)
    timeline.touchPoint(touchPoint('back', monday + 100 * day, { source: 'helpdesk', accountId: 'a0' }))
    for (let at = monday + 100 * day; at < monday + 103 * day; at += hour) timeline.touchPoint(touchPoint(`late${at}`, at, { source: 'shop', accountId: 'shopper' }))
    const { alerts } = score(timeline.entries)
    const silent = alerts.filter(({ kind, status }) => kind === 'SILENT' && status === 'OPENED')
    expect(silent.map(({ accountId }) => accountId).sort()).toEqual(['a1', 'a2', 'a3', 'a4'])
    expect(Math.min(...silent.map(({ at }) => at)), 'not before the source was back').toBeGreaterThan(monday + 100 * day)
    expect(Math.max(...silent.map(({ at }) => at)), 'the day after').toBeLessThanOrEqual(monday + 102 * day)
  })

  test('only the partition that speaks for a source says so; the others judge for themselves', () => {
    const { entries } = workWeeks(3, monday + 23 * day, (at) => at > broken && at < mended)
    const quiet = createScorer(() => false)
    const said = entries.flatMap((entry) => quiet.apply(entry).outcome.alerts).filter(({ kind }) => kind === 'SOURCE_OUTAGE')
    expect(said).toEqual([])
    expect(quiet.memory.partition.sources.all.get('helpdesk')!.episodes).toBe(1)
  })

  test('comes out the same wherever it is restored from its state', () => {
    const { entries } = workWeeks(3, monday + 23 * day, (at) => at > broken && at < mended)
    const all = score(entries).alerts
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: entries.length - 1 }), { minLength: 1, maxLength: 5 }), (cuts) => {
      const scorer = createScorer()
      const alerts = entries.flatMap((entry, i) => {
        if (cuts.includes(i)) {
          scorer.commit()
          scorer.restart()
        }
        return scorer.apply(entry).outcome.alerts
      })
      expect(alerts).toEqual(all)
    }), { numRuns: 20 })
  })

  test('a sender that puts numbers into its name fills no memory', () => {
    const timeline = createTimeline()
    for (let i = 0; i < mostSources + 50; i++) timeline.touchPoint(touchPoint(`e${i}`, start + i * 1000, { source: `s${i}` }))
    const { scorer, counts } = score(timeline.entries)
    expect([scorer.memory.partition.sources.all.size, counts.sourcesTooMany], 'and what is passed over is counted').toEqual([mostSources, 50])
  })
})

describe('a rhythm', () => {
  test('expects by the mean of the hours of the week, and a silence is due where the factor is reached', () => {
    const r = newRhythm(monday)
    for (let at = monday; at < monday + 15 * day; at += 10 * minute) deliver(r, at)
    expect(expectedBetween(r, monday + 30 * day, monday + 30 * day + 90 * minute)).toBeCloseTo(9, 1)
    expect(quietFrom(r, 10, 0) - r.lastAt).toBeCloseTo(100 * minute, -4)
    expect(quietFrom(r, 10, 5 * hour) - r.lastAt, 'not before the least').toBe(5 * hour)
    expect(quietFrom(newRhythm(monday), 10, 0)).toBe(Infinity)
  })

  test('the silence that is due is the one at which the factor is expected', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 700, maxLength: 1500 }), fc.integer({ min: 1, max: 20 }), (gaps, factor) => {
      const r = newRhythm(monday)
      let at = monday
      for (const gap of gaps) deliver(r, at += gap * minute)
      const due = quietFrom(r, factor, 0)
      if (due === Infinity) return
      const missed = factor * Math.max(1, r.spread)
      expect(expectedBetween(r, r.lastAt, due)).toBeGreaterThanOrEqual(missed - 1e-6)
      expect(expectedBetween(r, r.lastAt, due - minute)).toBeLessThan(missed)
    }), { numRuns: 50 })
  })
})
