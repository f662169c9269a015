import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { halvesOf, inMessages, mostBytes, mostSteps } from '../../../services/notifier/cut.ts'
import { parcel } from './made.ts'

const some = (count: number, summary = '') => Array.from({ length: count }, (_, i) => parcel({ alertId: `a${i}~SILENT~1`, accountId: `a${i}`, summary }))
const bytesOf = (parcels: readonly { readonly step: object }[]) => parcels.reduce((sum, { step }) => sum + Buffer.byteLength(JSON.stringify(step)), 0)

describe('what was held back', () => {
  test('comes as messages of 40 steps, in order', () => {
    const held = some(2000)
    const messages = inMessages(held)
    expect([messages.length, messages.flat()]).toEqual([50, held])
    expect(inMessages([])).toEqual([])
  })

  test('comes in fewer than that where they are large, and a step that is too large alone', () => {
    const [large, small] = [some(30, 'é'.repeat(10_000)), some(1)]
    const messages = inMessages([...large, ...some(1, 'x'.repeat(2 * mostBytes)), ...small])
    expect(messages.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4, 4, 4, 2, 1, 1])
    expect(messages.filter((each) => each.length > 1).every((each) => bytesOf(each) <= mostBytes && each.length <= mostSteps)).toBe(true)
  })

  test('is cut in halves that share no account, as long as there are several, else into what is earlier and what is later', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 40 }), (accounts) => {
      const parcels = accounts.map((accountId, sequence) => parcel({ accountId, sequence }))
      const [first, second] = halvesOf(parcels)
      expect([...first, ...second].toSorted((a, b) => a.step.sequence - b.step.sequence)).toEqual(parcels)
      expect(Math.min(first.length, second.length)).toBeGreaterThan(0)
      if (new Set(accounts).size === 1) expect([...first, ...second]).toEqual(parcels)
      else expect(first.some(({ step: { accountId } }) => second.some(({ step }) => step.accountId === accountId))).toBe(false)
    }))
  })
})
