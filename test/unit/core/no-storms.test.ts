import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { compile } from '../../../core/model/model.ts'
import { createScorer, createTimeline, day, score, settingsOf, shippedModel, start, touchPoint, upserted } from '../../helpers/timeline.ts'

const hour = 3_600_000
const { coolDownMs } = compile(shippedModel()).segment(null)
const opened = (alerts: readonly AlertEvent[], kind: AlertEvent['kind']) => alerts.filter((a) => a.kind === kind && a.status === 'OPENED')

/** A score that wanders about the line: contacts every few hours, whose value is `level` with noise, for a while better by `swing`, for a while worse. */
const noisy = fc.record({
  level: fc.integer({ min: 45, max: 65 }), swing: fc.integer({ min: 20, max: 60 }), turnsAfter: fc.integer({ min: 5, max: 40 }),
  contacts: fc.array(fc.record({ gap: fc.double({ min: 0.1, max: 30, noNaN: true }), noise: fc.integer({ min: -40, max: 40 }) }), { minLength: 60, maxLength: 200 }),
})

type Drawn = typeof noisy extends fc.Arbitrary<infer T> ? T : never

function wander({ level, swing, turnsAfter, contacts }: Drawn): AlertEvent[] {
  const t = createTimeline()
  let at = start
  contacts.forEach(({ gap, noise }, i) => {
    at += Math.round(gap * hour)
    const value = level + noise + (Math.floor(i / turnsAfter) % 2 === 0 ? swing : -swing)
    t.touchPoint(touchPoint(`e${i}`, at, { touchPoint: 'store.visit', text: 'x' }), (Math.min(100, Math.max(0, value)) - 50) / 50)
  })
  return score(t.entries).alerts
}

describe('a score that flaps around the line', () => {
  it.each([['SCORE_BELOW', 20], ['SCORE_DROP', 1]] as const)('opens %s at most once a cool-down, but for a critical one', (kind, atLeast) => {
    let reopened = 0
    fc.assert(
      fc.property(noisy, (drawn) => {
        const steps = wander(drawn).filter((a) => a.kind === kind)
        let ended = -Infinity
        for (const step of steps) {
          if (step.status === 'OPENED' && step.severity !== 'CRITICAL') expect(step.at - ended).toBeGreaterThanOrEqual(coolDownMs)
          if (step.status === 'OPENED' && step.episode > 1) reopened++
          if (step.status === 'RESOLVED') ended = step.at
        }
      }),
      { numRuns: 200, seed: 6 },
    )
    expect(reopened, 'the scores drawn do flap').toBeGreaterThan(atLeast)
  })

  it('has one alert of a kind open at a time, its steps numbered without a gap', () => {
    fc.assert(
      fc.property(noisy, (drawn) => {
        for (const [, steps] of Map.groupBy(wander(drawn), ({ alertId }) => alertId)) {
          expect(steps.map(({ sequence }) => sequence)).toEqual(steps.map((_, i) => i + 1))
          expect(steps.filter(({ status }) => status === 'OPENED')).toHaveLength(1)
        }
      }),
      { numRuns: 50, seed: 6 },
    )
  })
})

describe('a model that moves the line', () => {
  const accounts = 200
  const moved = (line: number, version: string, dwell = 'PT0S') => {
    const file = shippedModel()
    return settingsOf({ ...file, version, alerts: { ...file.alerts, scoreBelow: { ...file.alerts.scoreBelow, dwell, alertBelow: line, clearAt: line + 5 } } })
  }
  /** Accounts of one owner, each a little above the shipped line; then a model that calls them all bad, and `days` without a word. */
  function crossed(days: number, dwell?: string) {
    const t = createTimeline()
    for (let i = 0; i < accounts; i++) {
      t.crm(upserted(`c${i}`, start, { owner: 'ann', escalationOwner: 'lead' }, `acc-${i}`))
      t.touchPoint(touchPoint(`e${i}`, start, { accountId: `acc-${i}`, touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    }
    t.settings(moved(60, 'strict', dwell))
    t.touchPoint(touchPoint('later', start + days * day, { accountId: 'other' }))
    return t
  }
  const paged = (alerts: readonly AlertEvent[]) => alerts.filter(({ notify }) => notify.length > 0)

  it.each(['PT0S', 'PT6H'])('pages one person once, also when the time to acknowledge has passed (dwell %s)', (dwell) => {
    const { alerts } = score(crossed(20, dwell).entries)
    expect(opened(alerts, 'SCORE_BELOW')).toHaveLength(accounts)
    expect(paged(alerts).map(({ kind, notify }) => [kind, notify])).toEqual([['MODEL_CHANGE', ['cx-ops']]])
  })

  it('has a summary of its own each time that it comes into force, also after a restart', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    for (const version of ['strict', 'mild', 'strict', 'mild']) t.settings(moved(version === 'strict' ? 60 : 53, version))
    const scorer = createScorer()
    const said = t.entries.flatMap((entry) => {
      const { outcome } = scorer.apply(entry)
      scorer.commit()
      scorer.restart()
      return outcome.alerts.filter(({ kind, status }) => kind === 'MODEL_CHANGE' && status === 'OPENED')
    })
    expect(said.map(({ alertId, episode }) => [alertId, episode])).toEqual([
      ['strict-0~MODEL_CHANGE~1', 1], ['mild-0~MODEL_CHANGE~1', 1], ['strict-0~MODEL_CHANGE~2', 2], ['mild-0~MODEL_CHANGE~2', 2],
    ])
  })

  it.each([['SCORE_BELOW'], ['SCORE_DROP']] as const)('opens %s quietly also where an account was still cooling down, but loudly once something happens to it', (kind) => {
    const shipped = shippedModel()
    const file = { ...shipped, alerts: { ...shipped.alerts, scoreBelow: { ...shipped.alerts.scoreBelow, coolDown: 'P2D' } } }
    const t = createTimeline(settingsOf(file))
    for (const [from, count, outcome] of [[start, 4, 'PRAISED'], [start + 8 * day, 8, 'COMPLAINED'], [start + 8 * day + hour, 40, 'PRAISED']] as const) {
      for (const accountId of ['left', 'touched']) {
        for (let i = 0; i < count; i++) t.touchPoint(touchPoint(`${accountId}-${from + i}`, from + i, { accountId, touchPoint: 'store.visit', outcome }))
      }
    }
    t.settings(settingsOf({ ...file, version: 'strict', score: { ...file.score, prior: { mean: 49, strength: 2000 } } }))
    t.touchPoint(touchPoint('again', start + 8 * day + 2 * hour, { accountId: 'touched', touchPoint: 'store.visit', outcome: 'COMPLAINED' }))
    t.touchPoint(touchPoint('later', start + 11 * day, { accountId: 'other' }))
    const openings = opened(score(t.entries).alerts, kind).filter(({ at }) => at > start + 8 * day + hour)
    const of = (accountId: string) => openings.filter((a) => a.accountId === accountId).map(({ notify }) => notify.length > 0)
    expect([of('left'), of('touched')]).toEqual([[false], [true]])
  })

  it('leaves an account to be told of when something happens to it, and from then on nobody may leave it lying', () => {
    const t = crossed(1)
    t.touchPoint(touchPoint('worse', start + 2 * day, { accountId: 'acc-7', touchPoint: 'support.call', outcome: 'COMPLAINED' }))
    t.touchPoint(touchPoint('end', start + 3 * day, { accountId: 'other' }))
    const steps = score(t.entries).alerts.filter(({ accountId, kind }) => accountId === 'acc-7' && kind === 'SCORE_BELOW')
    expect(steps.map(({ status, notify, at }) => [status, notify, (at - start) / hour])).toEqual([
      ['OPENED', [], 0], ['UPDATED', ['ann', 'lead'], 48], ['ESCALATED', ['lead'], 52], ['ESCALATED', ['cx-executive'], 56],
    ])
  })
})

describe('a replay', () => {
  it('of events that were applied already says nothing', () => {
    fc.assert(
      fc.property(noisy, ({ level, contacts }) => {
        const t = createTimeline()
        const events = contacts.slice(0, 40).map(({ noise }, i) =>
          touchPoint(`e${i}`, start + i * hour, { touchPoint: 'store.visit', outcome: level + noise < 50 ? 'FAILED' : 'SUCCEEDED' }))
        for (const event of [...events, ...events]) t.touchPoint(event)
        const once = createTimeline()
        for (const event of events) once.touchPoint(event)
        expect(score(t.entries).alerts).toEqual(score(once.entries).alerts)
      }),
      { numRuns: 30, seed: 6 },
    )
  })
})

describe('a mass correction', () => {
  it('for the better only resolves; each account that it makes bad is told of once', () => {
    const t = createTimeline()
    const contact = (i: number, id: string, outcome: 'FAILED' | 'PRAISED', at: number, corrects: string | null) =>
      t.touchPoint(touchPoint(id, start + at, { accountId: `acc-${i}`, touchPoint: 'store.visit', outcome, corrects }))
    for (let i = 0; i < 100; i++) contact(i, `e${i}`, i < 50 ? 'FAILED' : 'PRAISED', 0, null)
    for (let i = 0; i < 100; i++) contact(i, `k${i}`, i < 50 ? 'PRAISED' : 'FAILED', hour, `e${i}`)
    const corrected = score(t.entries).alerts.filter(({ cause }) => cause === 'CORRECTION')
    const tally = Object.fromEntries([...Map.groupBy(corrected, ({ status }) => status)].map(([status, all]) => [status, all.length]))
    expect(tally).toEqual({ RESOLVED: 50, OPENED: 50 })
  })
})
