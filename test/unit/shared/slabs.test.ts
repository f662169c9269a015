import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giveBack, Slabs, takeSlab } from '../../../services/shared/slabs.ts'

test('what is shared stays as it was written until its slabs are released, whoever writes into others meanwhile', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ owner: fc.nat({ max: 3 }), bytes: fc.integer({ min: 1, max: 300_000 }), release: fc.boolean() }), { maxLength: 40 }), (steps) => {
      const owners = Array.from({ length: 4 }, () => ({ slabs: new Slabs(), shared: [] as { value: Buffer; mark: number }[] }))
      let mark = 0
      for (const { owner, bytes, release } of steps) {
        const { slabs, shared } = owners[owner]!
        if (release) {
          slabs.release()
          shared.length = 0
        }
        const slab = slabs.room(bytes)
        mark = (mark + 1) % 256
        slab.fill(mark, slabs.used, slabs.used + bytes)
        shared.push({ value: slabs.share(slabs.used + bytes), mark })
        for (const each of owners) for (const { value, mark: written } of each.shared) expect(value[0] === written && value.at(-1) === written).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})

test('memory that was given back is used again', () => {
  const first = takeSlab(3_000_000)
  expect(first).toHaveLength(4 * 1024 * 1024)
  giveBack([first])
  expect(takeSlab(4_000_000)).toBe(first)
})
