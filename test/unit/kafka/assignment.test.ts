import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assign, decodeAssignment, decodeClaim, encodeAssignment, encodeClaim } from '../../../services/shared/kafka/assignment.ts'
import type { Claim } from '../../../services/shared/kafka/assignment.ts'
import type { TopicPartition } from '../../../services/shared/kafka/log-record.ts'

const partitions = new Map([['a', [0, 1, 2, 3]], ['b', [0, 1, 2]]])
const newcomer = (memberId: string): Claim => ({ memberId, generation: -1, owned: [] })
const keys = (of: readonly TopicPartition[] = []) => of.map(({ topic, partition }) => `${topic}${partition}`)
const claimsOf = (assigned: ReadonlyMap<string, TopicPartition[]>, generation: number): Claim[] =>
  [...assigned].map(([memberId, owned]) => ({ memberId, generation, owned }))

describe('assign', () => {
  test('gives every partition to exactly one member, each topic and the total evenly', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), fc.integer(), (members, counts, seed) => {
      const topics = new Map(counts.map((count, i) => [`t${i}`, Array.from({ length: count }, (_, p) => p)]))
      const ids = Array.from({ length: members }, (_, i) => `m${(i * 7 + Math.abs(seed)) % 101}-${i}`)
      const assigned = assign(ids.map(newcomer), topics)
      const all = [...assigned.values()].flatMap(keys)
      expect(new Set(all).size).toBe(all.length)
      expect(all.length).toBe(counts.reduce((a, b) => a + b))
      const totals = [...assigned.values()].map(({ length }) => length)
      expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(1)
    }))
  })

  test('changes nothing when nothing changed', () => {
    const first = assign(['x', 'y', 'z'].map(newcomer), partitions)
    expect(assign(claimsOf(first, 1), partitions)).toEqual(first)
  })

  test('takes from members only what a newcomer needs', () => {
    const before = assign(['x', 'y'].map(newcomer), partitions)
    const after = assign([...claimsOf(before, 1), newcomer('z')], partitions)
    for (const member of ['x', 'y']) {
      const kept = keys(after.get(member)).filter((key) => keys(before.get(member)).includes(key))
      expect(kept.length, `${member} gave away more than its share`).toBe(after.get(member)!.length)
    }
  })

  test('leaves a member what it had when another one is gone', () => {
    const before = assign(['x', 'y', 'z'].map(newcomer), partitions)
    const after = assign(claimsOf(before, 1).filter(({ memberId }) => memberId !== 'y'), partitions)
    for (const member of ['x', 'z']) expect(keys(after.get(member))).toEqual(expect.arrayContaining(keys(before.get(member))))
  })

  test('believes the later generation of two claims', () => {
    const owned = [{ topic: 'a', partition: 0 }, { topic: 'a', partition: 1 }]
    const after = assign([{ memberId: 'old', generation: 3, owned }, { memberId: 'new', generation: 5, owned }], new Map([['a', [0, 1, 2, 3]]]))
    expect(keys(after.get('new'))).toEqual(['a0', 'a1'])
  })
})

test('claims and assignments survive the group protocol', () => {
  const owned = [{ topic: 'a', partition: 3 }, { topic: 'b', partition: 0 }]
  expect(decodeClaim('m', encodeClaim(['a', 'b'], 7, owned))).toEqual({ memberId: 'm', generation: 7, owned })
  expect(decodeAssignment(encodeAssignment(owned))).toEqual(owned)
  expect(decodeAssignment(encodeAssignment([]))).toEqual([])
  expect(decodeAssignment(Buffer.alloc(0))).toEqual([])
})
