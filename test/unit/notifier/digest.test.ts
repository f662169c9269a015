import { describe, expect, test } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { Digest, isHistory } from '../../../services/notifier/digest.ts'
import type { Bundle } from '../../../services/notifier/parcel.ts'
import { now, parcel } from './made.ts'

describe('the digest', () => {
  const [mine, others] = [{}, {}]
  const opened = (n: number, more: Partial<AlertEvent> = {}, from: object = mine) => parcel({ alertId: `a${n}~SILENT~1`, ...more }, from)
  const idsOf = (digests: readonly Bundle[]) => digests.map(({ parcels }) => parcels.map(({ step: { alertId, sequence } }) => `${alertId} ${sequence}`))

  test('holds back what is more than the limit for one owner, and gives it as one when the time is over', () => {
    const digest = new Digest({ above: 2, withinSeconds: 60 })
    expect([1, 2, 3, 4].map((n) => digest.holds(opened(n), now + n))).toEqual([false, false, true, true])
    expect(digest.holds(opened(5, { owner: 'lee' }), now + 5), 'another owner has a limit of their own').toBe(false)
    expect(digest.holds(opened(6, { severity: 'CRITICAL' }), now + 6), 'critical ones are never held').toBe(false)
    expect(digest.holds(opened(3, { status: 'RESOLVED', sequence: 2 }), now + 7), 'what follows what is held stays behind it').toBe(true)
    expect(digest.holds(opened(1, { status: 'RESOLVED', sequence: 2 }), now + 8), 'kim was told enough').toBe(true)
    expect(digest.holds(opened(1, { status: 'CLOSED', sequence: 3, notify: [] }), now + 8), 'what is addressed to nobody stays behind it as well').toBe(true)
    expect(digest.holds(opened(7, { notify: [] }), now + 9), 'else it is sent').toBe(false)
    expect(digest.take(now + 60_002)).toEqual([])
    expect(idsOf(digest.take(now + 60_003))).toEqual([['a3~SILENT~1 1', 'a4~SILENT~1 1', 'a3~SILENT~1 2', 'a1~SILENT~1 2', 'a1~SILENT~1 3']])
    expect(digest.take(now + 900_000), 'it is given once').toEqual([])
    expect(digest.holds(opened(9), now + 200_000), 'a new window').toBe(false)
  })

  test('holds critical ones of a mass correction as any other, and everything of a replayed past', () => {
    const digest = new Digest({ above: 2, withinSeconds: 60 })
    expect([1, 2, 3].map((n) => digest.holds(opened(n, { severity: 'CRITICAL', cause: 'CORRECTION' }), now + n))).toEqual([false, false, true])
    expect(digest.holds(opened(4, { owner: 'lee', severity: 'CRITICAL' }), now + 4, true)).toBe(true)
  })

  test('counts over all partitions, and forgets what a lost one had handed in', () => {
    const digest = new Digest({ above: 1, withinSeconds: 60 })
    expect([digest.holds(opened(1), now), digest.holds(opened(2, {}, others), now), digest.holds(opened(3), now)]).toEqual([false, true, true])
    digest.forget(others)
    expect(idsOf(digest.take(now + 60_000))).toEqual([['a3~SILENT~1 1']])
  })

  test('counts escalations of many owners to one person as that person\'s; what follows a held one waits behind it, though it is for its owner', () => {
    const digest = new Digest({ above: 1, withinSeconds: 60 })
    const up = (n: number) => opened(n, { owner: `owner${n}`, notify: ['boss'], status: 'ESCALATED', sequence: 2 })
    expect([1, 2, 3].map((n) => digest.holds(up(n), now + n))).toEqual([false, true, true])
    expect(digest.holds(opened(2, { owner: 'owner2', status: 'RESOLVED', sequence: 3 }), now + 4)).toBe(true)
    expect(digest.holds(opened(5, { owner: 'boss' }), now + 5), 'the boss was told enough').toBe(true)
    expect(idsOf(digest.take(now + 61_000))).toEqual([['a2~SILENT~1 2', 'a3~SILENT~1 2', 'a2~SILENT~1 3', 'a5~SILENT~1 1']])
    expect(digest.holds(opened(2, { owner: 'owner2', status: 'UPDATED', sequence: 4 }), now + 62_000)).toBe(false)
  })

  test('holds escalations as openings: nobody acknowledged a storm', () => {
    const digest = new Digest({ above: 2, withinSeconds: 60 })
    expect([1, 2, 3, 4].map((n) => digest.holds(opened(n, { status: 'ESCALATED', sequence: 2 }), now + n))).toEqual([false, false, true, true])
  })

  /** How many messages go out at once, and how many in place of the rest. */
  const messages = (count: number, more: (n: number) => Partial<AlertEvent>, ofThePast = false): [number, number] => {
    const digest = new Digest({ above: 10, withinSeconds: 300 })
    const atOnce = Array.from({ length: count }, (_, n) => n).filter((n) => !digest.holds(opened(n, more(n)), now + n, ofThePast)).length
    return [atOnce, digest.take(now + 301_000).length]
  }
  test.each<[string, number, (n: number) => Partial<AlertEvent>, [number, number]]>([
    ['1,000 scores corrected upward: 10 and 25 digests', 1000, () => ({ status: 'RESOLVED', cause: 'CORRECTION' }), [10, 25]],
    ['500 accounts moved to a new owner by the CRM: 10 and 13', 500, () => ({ status: 'ASSIGNED', cause: 'CRM', owner: 'new', notify: ['new', 'boss'] }), [10, 13]],
    ['500 critical ones, too', 500, () => ({ status: 'UPDATED', severity: 'CRITICAL', cause: 'CRM', owner: 'new', notify: ['new'] }), [10, 13]],
    ['100 critical ones that are over: 10 and 3', 100, () => ({ status: 'RESOLVED', severity: 'CRITICAL' }), [10, 3]],
    ['20 owners of 50 alerts each: 10 and 1 for each', 1000, (n) => ({ status: 'RESOLVED', cause: 'CORRECTION', owner: `owner${n % 20}`, notify: [`owner${n % 20}`] }), [200, 20]],
    ['100 critical ones by events and time, one by one', 100, (n) => ({ status: (['OPENED', 'ESCALATED', 'UPDATED'] as const)[n % 3]!, severity: 'CRITICAL', cause: ['EVENT', 'DECAY'][n % 2]! }), [100, 0]],
    ['100 that are addressed to nobody, for machines', 100, () => ({ notify: [] }), [100, 0]],
  ])('pages nobody by the hundred: %s', (_, count, more, expected) => {
    expect(messages(count, more)).toEqual(expected)
  })

  test('tells of the past in digests only: 1,000 are 25', () => {
    expect(messages(1000, (n) => ({ severity: n % 2 ? 'CRITICAL' : 'NORMAL', status: n % 3 ? 'OPENED' : 'RESOLVED' }), true)).toEqual([0, 25])
    const [day, hour] = [86_400_000, 3_600_000]
    const ofThePast = (at: number, storedAt: number) => isHistory(parcel({ at }).step, storedAt, now)
    expect([ofThePast(now - hour, now - hour), ofThePast(now - day - 1, now - hour), ofThePast(now - day - 1, now - day - 1), ofThePast(now, now - day - 1)]).toEqual([false, true, true, true])
  })

  test('holds up no urgent step: what was held of its alert is released before it', () => {
    const digest = new Digest({ above: 1, withinSeconds: 60 })
    expect([1, 2, 3].map((n) => digest.holds(opened(n), now + n))).toEqual([false, true, true])
    expect(digest.holds(opened(2, { status: 'UPDATED', severity: 'CRITICAL', sequence: 2 }), now + 4)).toBe(false)
    expect([digest.release('a2~SILENT~1').map(({ step }) => step.sequence), digest.release('a1~SILENT~1'), digest.size]).toEqual([[1], [], 1])
    expect(idsOf(digest.take(now + 60_002))).toEqual([['a3~SILENT~1 1']])
  })
})
