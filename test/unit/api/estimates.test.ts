import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meanOf, netPromoterScore, shareOf } from '../../../services/api/estimates.ts'

describe('what answers say about all', () => {
  test('NPS: promoters less detractors; unanimous answers are no certainty', () => {
    expect(netPromoterScore(10, 5, 2).value).toBe(30)
    const unanimous = netPromoterScore(4, 4, 0)
    expect([unanimous.value, unanimous.high]).toEqual([100, 100])
    expect(unanimous.low).toBeLessThan(60)
  })
  test('a share has Wilson\'s interval: 8 of 10 lie between 49 and 94 percent', () => {
    const { value, low, high } = shareOf(10, 8)
    expect([value, low!.toFixed(1), high!.toFixed(1)]).toEqual([80, '49.0', '94.3'])
  })
  test('a mean has Student\'s interval: five values with deviation 10 lie within 12.4 of it', () => {
    const values = [40, 50, 60, 50, 50]
    const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - 50) ** 2, 0) / 4)
    const { value, low, high } = meanOf(5, 250, values.reduce((sum, each) => sum + each * each, 0))
    expect(value).toBe(50)
    // 2.776: t of four degrees of freedom.
    expect((high! - 50) / (2.776 * deviation / Math.sqrt(5))).toBeCloseTo(1, 1)
    expect(50 - low!).toBeCloseTo(high! - 50)
    expect(meanOf(4, 200, 10_000)).toEqual({ value: 50, low: null, high: null })
  })
  test('whatever the answers, the interval is in order, on the scale, and narrower the more there are', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.nat(500), (n, a, b) => {
      const promoters = a % (n + 1)
      const detractors = b % (n - promoters + 1)
      const [few, many] = [netPromoterScore(n, promoters, detractors), netPromoterScore(n * 100, promoters * 100, detractors * 100)]
      expect(few.low! >= -100 && few.low! <= few.high! && few.high! <= 100).toBe(true)
      expect(many.high! - many.low!).toBeLessThanOrEqual(few.high! - few.low!)
      const share = shareOf(n, promoters)
      expect(share.low! <= share.value + 1e-9 && share.value <= share.high! + 1e-9).toBe(true)
    }))
  })
})
