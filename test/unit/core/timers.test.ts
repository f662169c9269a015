import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimers } from '../../../core/scoring/timers.ts'

test('accounts come in the order of (due time, id), each at its latest due time, however often it was set anew', () => {
  const sets = fc.array(fc.record({ id: fc.integer({ min: 0, max: 30 }).map((n) => `a${n}`), due: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Infinity)) }), { maxLength: 5000, size: 'max' })
  fc.assert(fc.property(sets, fc.integer({ min: 0, max: 50 }), (all, until) => {
    const timers = createTimers()
    for (const { id, due } of all) timers.set(id, due)
    const latest = new Map(all.map(({ id, due }) => [id, due]))
    const expected = [...latest].filter(([, due]) => due <= until).sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([id, due]) => ({ id, due }))
    const taken: { id: string; due: number }[] = []
    for (let next = timers.first(until); next !== null; next = timers.first(until)) {
      taken.push(next)
      timers.set(next.id, Infinity)
    }
    expect(taken).toEqual(expected)
  }), { numRuns: 50 })
})
