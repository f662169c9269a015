import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../core/model/model.ts'
import { firstTickBelow } from '../../../core/scoring/crossing.ts'
import type { Entry } from '../../../core/scoring/entry.ts'
import { newAccount } from '../../../core/scoring/account.ts'
import type { Drivers } from '../../../core/scoring/drivers.ts'
import { scoreAt } from '../../../core/scoring/score.ts'
import { decodeAccount, encodeAccount } from '../../../services/scorer/account-codec.ts'
import { createScorer, createTimeline, day, newPlainOutcome, type PlainOutcome, score, settingsOf, shippedModel, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

const keys = ['delivery', 'support.call', 'product.use', 'store.visit', 'mention'] as const
const outcomes = ['SUCCEEDED', 'FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED', 'PRAISED', null] as const
const observation = fc.record({
  key: fc.constantFrom(...keys), outcome: fc.constantFrom(...outcomes), hours: fc.integer({ min: 0, max: 24 * 60 }),
  measure: fc.option(fc.double({ min: -10, max: 20, noNaN: true }), { nil: undefined }),
})
type Drawn = { key: string; outcome: (typeof outcomes)[number]; hours: number; measure?: number | undefined }

const eventOf = (o: Drawn, id: string, more = {}) =>
  touchPoint(id, start + o.hours * 3_600_000, { touchPoint: o.key, outcome: o.outcome, measures: o.measure === undefined ? {} : { delayDays: o.measure }, ...more })
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

/** A timeline with everything that changes an account: contacts, surveys, corrections, repeats, CRM records, model changes, long silences. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('touch' as const), account: fc.integer({ min: 0, max: 5 }), drawn: observation, id: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('survey' as const), account: fc.integer({ min: 0, max: 5 }), answer: fc.integer({ min: 0, max: 10 }), hours: fc.integer({ min: 0, max: 24 * 60 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('correct' as const), account: fc.integer({ min: 0, max: 5 }), drawn: observation, of: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crm' as const), account: fc.integer({ min: 0, max: 5 }), segment: fc.constantFrom('smb', 'enterprise', null), revenue: fc.option(fc.integer({ min: 0, max: 900_000 })), hours: fc.integer({ min: 0, max: 24 * 60 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('model' as const), mean: fc.integer({ min: 55, max: 80 }), half: fc.integer({ min: 5, max: 40 }) }) },
)

const timelineOf = (events: readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[]): Entry[] => {
  const t = createTimeline()
  events.forEach((e, i) => {
    const accountId = `account-${'account' in e ? e.account : 0}`
    if (e.type === 'touch') t.touchPoint(eventOf(e.drawn, `t${e.id}`, { accountId }))
    else if (e.type === 'survey') t.survey(survey(`s${i}`, start + e.hours * 3_600_000, { accountId, metric: 'NPS', scaleMin: 0, scaleMax: 10, score: e.answer }))
    else if (e.type === 'correct') t.touchPoint(eventOf(e.drawn, `k${i}`, { accountId, corrects: `t${e.of}` }))
    else if (e.type === 'crm') t.crm(upserted(`c${i}`, start + e.hours * 3_600_000, { segment: e.segment, annualRevenue: e.revenue, renewalAt: start + 100 * day }, accountId))
    else {
      const model = shippedModel()
      t.settings(settingsOf({ ...model, version: `m${i}`, score: { ...model.score, prior: { mean: e.mean, strength: 2 }, halfLifeDays: e.half } }))
    }
  })
  return t.entries
}

/** What a comparison of objects does not see. */
const rowsOf = (drivers: Drivers) => Array.from({ length: drivers.length }, (_, i) => [drivers.name(i), drivers.weight(i), drivers.sum(i), drivers.ref(i)])

const add = (all: PlainOutcome, part: PlainOutcome) => {
  all.interactions.push(...part.interactions)
  all.scores.push(...part.scores)
  all.alerts.push(...part.alerts)
}

describe('properties of scoring', () => {
  it('S, E and D_c do not depend on the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 30 }), fc.infiniteStream(fc.nat()), (drawn, noise) => {
        const events = drawn.map((o, i) => eventOf(o, `e${i}`))
        const last = Math.max(...events.map((e) => e.occurredAt))
        const run = (ordered: typeof events) => {
          const t = createTimeline()
          for (const e of ordered) t.touchPoint(e)
          t.touchPoint(touchPoint('end', last, {}))
          return score(t.entries).last()
        }
        const shuffled = events.map((e) => ({ e, at: noise.next().value as number })).sort((a, b) => a.at - b.at).map((x) => x.e)
        const [a, b] = [run(events), run(shuffled)]
        expect(close(a.score, b.score) && close(a.evidence, b.evidence)).toBe(true)
        for (const [driver, d] of Object.entries(a.drivers)) expect(close(d, b.drivers[driver]!), driver).toBe(true)
      }),
    )
  })

  it('drivers add up: the score is prior plus contributions, a change is the sum of its drivers', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const r = score(timelineOf(events))
        for (const s of r.scores) expect(close(s.score, s.prior + Object.values(s.drivers).reduce((x, y) => x + y, 0))).toBe(true)
        for (const a of r.alerts) {
          if (a.scoreBefore === null) continue
          expect(close(a.scoreAfter! - a.scoreBefore, a.drivers.reduce((sum, d) => sum + d.change, 0)), a.alertId).toBe(true)
        }
      }),
    )
  })

  it('where batches are cut and memory is restored does not show: same log, same bytes', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.infiniteStream(fc.nat({ max: 9 })), (events, draws) => {
        const entries = timelineOf(events)
        const whole = score(entries)
        const all = newPlainOutcome()
        const scorer = createScorer()
        for (let i = 0; i < entries.length; ) {
          const { outcome, done } = scorer.apply(entries[i]!, 1 + (draws.next().value as number))
          add(all, outcome)
          if (done) i++
          const cut = draws.next().value as number
          if (!done || cut < 4) scorer.commit()
          if ((!done || cut < 4) && cut % 2 === 0) {
            i = scorer.restart()
            expect(i, 'the marker names the record to go on with').toBe(done ? i : entries.indexOf(entries[i]!))
          }
        }
        expect(JSON.stringify([all.interactions, all.scores, all.alerts])).toBe(JSON.stringify([whole.interactions, whole.scores, whole.alerts]))
      }),
      { numRuns: 150 },
    )
  })

  it('an account comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { scorer } = score(timelineOf(events))
        for (const id of scorer.memory.accounts.ids()) {
          const account = scorer.account(id)
          const bytes = encodeAccount(account)
          const decoded = decodeAccount(id, bytes)
          expect(decoded).toEqual(account)
          expect(rowsOf(decoded.drivers)).toEqual(rowsOf(account.drivers))
          expect(encodeAccount(decoded).equals(bytes)).toBe(true)
        }
      }),
    )
  })

  it('finds the first tick below a line that a scan of all ticks finds', () => {
    const file = shippedModel()
    const model = compile({ ...file, touchPoints: { ...file.touchPoints, keys: { fast: { halfLifeDays: 0.2 }, middle: { halfLifeDays: 1 }, slow: { halfLifeDays: 30 } } } })
    const driver = fc.record({ weight: fc.double({ min: 0.1, max: 6, noNaN: true }), value: fc.double({ min: 0, max: 100, noNaN: true }) })
    let dips = 0
    fc.assert(
      fc.property(driver, driver, driver, (fast, middle, slow) => {
        const account = newAccount('a')
        for (const [name, d] of Object.entries({ fast, middle, slow })) account.drivers.add(name, d.weight, d.weight * d.value, 0)
        const tick = 600_000
        let scanned: number | null = null
        for (let at = tick; at <= day && scanned === null; at += tick) if (scoreAt(account, at, model).value < 53) scanned = at
        if (scoreAt(account, 0, model).value < 53) return
        if (scanned !== null) dips++
        expect(firstTickBelow(account, 53, 0, day, tick, model)).toBe(scanned)
      }),
      { numRuns: 3000 },
    )
    expect(dips, 'some drawn accounts dip, else this test shows nothing').toBeGreaterThan(20)
  })
})
