import { describe, expect, test } from 'vitest'
import type { AlertAction } from '../../../schemas/types.ts'
import { deliver, newRhythm, quietFrom } from '../../../core/alerting/source-rhythm.ts'
import { createScorer, createTimeline, day, score, start, touchPoint } from '../../helpers/timeline.ts'
import { createRandom } from '../../faults/harness/random.ts'

const hour = 3_600_000
const minute = 60_000
const out = start + 21 * day
/** When the alert opens: the shop delivers twice an hour, ten are missing after five hours. */
const opened = out + 5 * hour - 30 * minute

/** A shop that stops after three weeks, and a till that goes on for `days` more; then the shop is back where `back` says. */
function stopped(days: number, actions: readonly AlertAction[] = [], back = Infinity) {
  const timeline = createTimeline()
  const todo = [...actions]
  for (let at = start; at <= out + days * day; at += 30 * minute) {
    if (at < out || at >= back) timeline.touchPoint(touchPoint(`shop${at}`, at, { source: 'shop' }))
    timeline.touchPoint(touchPoint(`till${at}`, at, { source: 'till', accountId: 'b' }))
    while (todo.length > 0 && todo[0]!.occurredAt <= at) timeline.action(todo.shift()!)
  }
  return timeline
}
const act = (actionId: string, afterHours: number, action: AlertAction['action'], more: Partial<AlertAction> = {}): AlertAction => ({
  actionId, occurredAt: opened + afterHours * hour, accountId: 'shop', alertId: 'shop~SOURCE_OUTAGE~1', action, by: 'Ana', assignee: null, until: null, outcome: null, note: null, ...more,
})
const stepsOf = (timeline: ReturnType<typeof createTimeline>) => score(timeline.entries).alerts.filter(({ kind }) => kind === 'SOURCE_OUTAGE')
const told = (timeline: ReturnType<typeof createTimeline>) => stepsOf(timeline).map(({ sequence, status, owner, notify, summary }) => `${sequence} ${status} ${owner} → ${notify.join()}: ${summary}`)

describe('the alert of an outage', () => {
  test('escalates once when nobody acknowledges it within 72 hours, at that time', () => {
    const steps = stepsOf(stopped(10))
    expect(steps.map(({ status, at, notify, escalationLevel }) => [status, (at - opened) / hour, notify, escalationLevel]))
      .toEqual([['OPENED', 0, ['cx-ops'], 0], ['ESCALATED', 72, ['cx-executive'], 1]])
    expect(steps[1]!.summary).toBe('Nobody has acknowledged the outage of shop in time.')
  })

  test('that is noticed late gives people their whole time from then on', () => {
    // Nothing at all came for four days: the outage began in them, and was noticed at their end.
    const timeline = stopped(0)
    for (let at = out + 4 * day; at <= out + 8 * day; at += 30 * minute) timeline.touchPoint(touchPoint(`till${at}`, at, { source: 'till', accountId: 'b' }))
    const steps = stepsOf(timeline).filter(({ alertId }) => alertId.startsWith('shop'))
    expect(steps.map(({ status, at }) => [status, Math.round((at - opened) / hour)])).toEqual([['OPENED', 0], ['ESCALATED', Math.round((out + 4 * day - opened) / hour) + 72]])
  })

  test('is acknowledged, given away, put off and closed by people, each once; the next delivery says nothing of what is closed', () => {
    const snooze = act('3', 6, 'SNOOZE', { until: opened + 8 * hour })
    expect(told(stopped(12, [act('1', 1, 'ACKNOWLEDGE'), act('1', 2, 'ACKNOWLEDGE'), act('2', 3, 'ASSIGN', { assignee: 'bo' }), snooze, act('4', 20, 'CLOSE', { outcome: 'FALSE_ALARM' }), act('4', 21, 'CLOSE', { outcome: 'FALSE_ALARM' })], out + 11 * day))).toEqual([
      '1 OPENED cx-ops → cx-ops: Nothing has come from shop for 5 hours, where about 10 deliveries were to be expected.',
      '2 ACKNOWLEDGED cx-ops → : Ana has taken note of the outage of shop.',
      '3 ASSIGNED bo → bo: Ana has given the outage of shop to bo.',
      '4 SNOOZED bo → : Ana has put off the outage of shop until 2026-01-22 12:30 UTC.',
      '5 UPDATED bo → bo: The outage of shop is no longer put off.',
      '6 CLOSED bo → : Ana has closed the outage of shop as FALSE_ALARM.',
    ])
  })

  test('that nobody closed is resolved by the next delivery, with all that people did in its sequence', () => {
    expect(stepsOf(stopped(2, [act('1', 1, 'ACKNOWLEDGE')], out + day)).map(({ sequence, status, cause, causeEventId }) => [sequence, status, cause, causeEventId?.slice(0, 4)]))
      .toEqual([[1, 'OPENED', 'DECAY', undefined], [2, 'ACKNOWLEDGED', 'ACTION', '1'], [3, 'RESOLVED', 'EVENT', 'shop']])
  })

  test.each([
    ['of an outage that is not open', act('x', 1, 'ACKNOWLEDGE', { alertId: 'shop~SOURCE_OUTAGE~7' }), 'alert.not-open'],
    ['of a source that nobody knows', act('x', 1, 'ACKNOWLEDGE', { accountId: 'nobody', alertId: 'nobody~SOURCE_OUTAGE~1' }), 'alert.not-open'],
    ['that says too little', act('x', 1, 'CLOSE'), 'alert.incomplete-action'],
  ])('an action %s is a failed event', (_, action, code) => {
    const { failures } = score(stopped(1, [action]).entries)
    expect(failures.map(({ failure }) => failure.code)).toEqual([code])
  })

  test('comes out the same wherever it is restored from its state', () => {
    const { entries } = stopped(12, [act('1', 1, 'ACKNOWLEDGE'), act('2', 3, 'ASSIGN', { assignee: 'bo' }), act('3', 6, 'SNOOZE', { until: opened + 8 * hour }), act('1', 7, 'ACKNOWLEDGE')], out + 11 * day)
    const all = score(entries).alerts
    const scorer = createScorer()
    const restored = entries.flatMap((entry) => {
      if (entry.offset > 2000 && entry.offset % 7 === 0) {
        scorer.commit()
        scorer.restart()
      }
      return scorer.apply(entry).outcome.alerts
    })
    expect(restored).toEqual(all)
  })
})

describe('false alarms', () => {
  /** How many silences of a source that never fails are called outages in a year; it delivers by chance, `perHour` by day, a fifth of that by night and at weekends. */
  function falseOutages(seed: number, perHour: number): number {
    const random = createRandom(seed)
    const rate = (at: number) => (Math.floor(at / day + 4) % 7 < 5 && at % day >= 8 * hour && at % day < 20 * hour ? perHour : perHour / 5)
    const rhythm = newRhythm(start)
    let found = 0
    for (let at = start; at < start + 364 * day;) {
      at += (-Math.log(1 - random.next()) / perHour) * hour
      if (random.next() * perHour >= rate(at)) continue
      if (at > quietFrom(rhythm, 10, 10 * minute)) found++
      deliver(rhythm, at)
    }
    return found
  }

  test('are less than one a source and year, whether it delivers every few hours or every few minutes', () => {
    const counts = [0.3, 1, 3, 10, 30].flatMap((perHour) => [1, 2, 3, 4].map((seed) => falseOutages(seed, perHour)))
    console.log(`false outages of 20 sources in a year: ${counts.join(' ')}`)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThan(20)
  })
})
