import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptTouches, Touches } from '../../../core/scoring/touches.ts'

const note = fc.constantFrom(null, 'FAILED', 'SUCCEEDED', 'NPS 4', 'CES 6.5', 'Zufriedenheit 👍')
const id = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ minLength: 120, maxLength: 300 }))
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('add' as const), driver: fc.constantFrom(0, 1, 2, 130, 499), more: fc.nat({ max: 200 }), id, note }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), back: fc.nat({ max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
)

interface Plain { readonly driver: number; readonly sequence: number; readonly eventId: string; readonly note: string | null }

test('keeps what a list would, whatever is added, forgotten, stored and read again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      let touches = new Touches()
      let list: Plain[] = []
      let sequence = 0
      for (const each of steps) {
        if (each.kind === 'restore') touches = new Touches(Uint8Array.from(touches.bytes))
        else if (each.kind === 'forget') {
          touches.forget(sequence - each.back)
          list = list.filter((t) => t.sequence >= sequence - each.back)
        } else {
          sequence += each.more
          touches.add(each.driver, sequence, each.id, each.note)
          const own = list.filter(({ driver }) => driver === each.driver)
          if (own.at(-1)?.sequence === sequence) continue
          if (own.length === keptTouches) list = list.filter((t) => t !== own[0])
          list = [...list, { driver: each.driver, sequence, eventId: each.id, note: each.note }]
        }
      }
      for (const driver of [0, 1, 2, 130, 499]) {
        for (const from of [0, Math.floor(sequence / 2), sequence]) {
          expect(touches.since(driver, from)).toEqual(list.filter((t) => t.driver === driver && t.sequence >= from).map(({ eventId, note }) => ({ eventId, note })))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('does not write into what it was read from', () => {
  const first = new Touches()
  first.add(0, 1, 'a', null)
  const stored = Uint8Array.from(first.bytes)
  const read = new Touches(stored)
  for (let i = 2; i < 60; i++) read.add(0, i, `e${i}`, 'FAILED')
  expect([...stored]).toEqual([...first.bytes])
  expect(read.since(0, 0)).toHaveLength(keptTouches)
})
