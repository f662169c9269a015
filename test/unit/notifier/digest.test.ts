import { describe, expect, test } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { Digest } from '../../../services/notifier/digest.ts'
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
    expect(digest.holds(opened(1, { status: 'RESOLVED', sequence: 2 }), now + 8)).toBe(false)
    expect(digest.take(now + 60_002)).toEqual([])
    expect(idsOf(digest.take(now + 60_003))).toEqual([['a3~SILENT~1 1', 'a4~SILENT~1 1', 'a3~SILENT~1 2']])
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
})
