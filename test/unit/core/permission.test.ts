import fc from 'fast-check'
import { expect, test } from 'vitest'
import { permission } from '../../../core/surveys/permission.ts'

const day = 86_400_000
const now = 1000 * day
const rules = { maxSurveys: 2, perMs: 30 * day, minGapMs: 7 * day }

test.each([
  ['nobody asked yet', [], true, now, 'no survey of this contact is known'],
  ['asked a day ago', [now - day], false, now + 6 * day, 'the last survey was 1 day ago; there must be 7 days'],
  ['asked just now', [now], false, now + 7 * day, 'less than a day ago'],
  ['asked eight days ago', [now - 8 * day], true, now, '8 days ago'],
  ['asked twice within the window', [now - 8 * day, now - 20 * day], false, now + 10 * day, '2 surveys within 30 days are allowed, and there were 2'],
  ['asked twice, once long ago', [now - 8 * day, now - 31 * day], true, now, '8 days ago'],
  ['exactly at the end of both', [now - 7 * day, now - 30 * day], true, now, '7 days ago'],
  ['what lies ahead does not count', [now + day], true, now, 'no survey of this contact is known'],
])('%s', (_, asked, allowed, from, reason) => {
  expect(permission(asked as number[], rules, now)).toEqual({ allowed, from, reason: expect.stringContaining(reason as string) })
})

test('what is allowed keeps both rules, and is allowed from the moment that was named on, not before', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 * day })), fc.integer({ min: 1, max: 4 }), (ago, maxSurveys) => {
    const asked = ago.map((ms) => now - ms)
    const own = { ...rules, maxSurveys }
    const { allowed, from } = permission(asked, own, now)
    expect(permission(asked, own, from).allowed).toBe(true)
    if (!allowed) expect(permission(asked, own, from - 1).allowed).toBe(false)
    if (allowed) {
      const within = asked.filter((at) => at > now - own.perMs).length
      expect(within).toBeLessThan(maxSurveys)
      expect(asked.every((at) => now - at >= own.minGapMs)).toBe(true)
    }
  }))
})
