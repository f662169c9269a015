import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newAccount } from '../../../core/scoring/account.ts'
import { encodeAccount } from '../../../services/scorer/account-codec.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { giveBack, Slabs, takeSlab } from '../../../services/shared/slabs.ts'
import { touchPoint } from '../../helpers/events.ts'

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

test.each<[string, (i: number) => Buffer]>([
  ['an event', (i) => frame(1, contractType('touch-point'), touchPoint({ eventId: `e${i}`, accountId: 'a', text: 'x'.repeat(1000) }))],
  ['a state', (i) => encodeAccount({ ...newAccount(`a${i}`), stage: 'x'.repeat(1000) })],
])('%s that is encoded for nobody who would release it keeps no memory once nobody has it any more', (_, encode) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => { collect(); return process.memoryUsage().arrayBuffers }
  const before = held()
  let bytes = 0
  for (let i = 0; bytes < 100_000_000; i++) bytes += encode(i).length
  expect(held() - before, `bytes kept of ${bytes}`).toBeLessThan(10_000_000)
})
