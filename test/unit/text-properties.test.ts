import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnalyser, type TextFindings } from '../../core/text/analyser.ts'
import { emotionNames } from '../../core/text/emotions.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'

const analyser = createAnalyser(loadLexicon())

function expectSound({ sentiment, emotions, effort }: TextFindings): void {
  if (sentiment !== null) expect(sentiment >= -1 && sentiment <= 1, `sentiment ${sentiment} is outside [-1, 1]`).toBe(true)
  if (effort !== null) expect(effort >= 0 && effort <= 1, `effort ${effort} is outside [0, 1]`).toBe(true)
  const closed: readonly string[] = emotionNames
  expect(emotions.filter((name) => !closed.includes(name)), 'emotions outside the closed list').toEqual([])
  expect(new Set(emotions).size, 'an emotion is named twice').toBe(emotions.length)
}

const pieces = [
  'not', 'never', 'great', 'thanks', 'terrible', 'delay', 'but', 'despite', 'waiting', '2', 'hours', 'why', 'is', '?', '!', '...', ',',
  '#fail', '#ÀlaMode', '@you', "can't", '’', '😡', '👍🏽',
  '🤦‍♀️', ':)', ":'(", '<3', 'fucking', 'sooooo', 'LATE', '&amp;', 'https://x.y', '1/2', '3rd', '10:30', '\u0000', '\ud83d', '\udc00', 'İ',
  'ﬁ', 'constructor', '__proto__', '%time', '[a|b]', '*',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).chain((words) => fc.constantFrom('', ' ', '\n').map((joint) => words.join(joint))),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((codes) => String.fromCharCode(...codes)),
)

describe('whatever the text', () => {
  it('is read without an error, with figures in range', () => {
    fc.assert(fc.property(anyText, fc.constantFrom('en', null), (text, language) => expectSound(analyser.analyse(text, language))), { numRuns: 3000 })
  })
  it('has the same findings again, after any other text and from any other analyser', () => {
    const other = createAnalyser(loadLexicon())
    fc.assert(fc.property(anyText, anyText, (text, between) => {
      const first = analyser.analyse(text, 'en')
      analyser.analyse(between, 'en')
      expect(analyser.analyse(text, 'en'), 'the same text must give the same findings').toEqual(first)
      expect(other.analyse(text, 'en'), 'an analyser must not remember texts').toEqual(first)
    }), { numRuns: 1000 })
  })
  it('is read in any lexicon, an empty one and one with odd entries too', () => {
    const empty = createAnalyser([])
    const odd = createAnalyser([['', 3], ['🙂🙃', NaN], ['a|b [c] * d~', 2], ['__proto__', -5], ['can not', Infinity]])
    fc.assert(fc.property(anyText, (text) => {
      expectSound(empty.analyse(text, 'en'))
      expectSound(odd.analyse(text, 'en'))
    }), { numRuns: 500 })
  })
})

describe('time is linear in the length', () => {
  const limit = 32 * 1024
  const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
  it.each([
    'a', 'A', '#Aa', '#a', '1', '1,', '1/', '.', '?!', ':', ':-', '<', '&', '&a', '@', "'", "a'", 'not ', 'lost my ', 'no one ',
    'thanks for ', '2 hours ', 'very ', 'very bad ', 'but ', '😡', '👍🏽', '‍', '\ud83d', 'ééé', '最', 'aaa ',
  ])(
    '32 KiB of %j',
    (piece) => {
      const fastest = (text: string): number => {
        let best = Infinity
        for (let i = 0; i < 7; i++) {
          // Processor time: what else the machine does is not counted.
          const before = process.cpuUsage()
          expectSound(analyser.analyse(text, 'en'))
          const { user, system } = process.cpuUsage(before)
          best = Math.min(best, (user + system) / 1000)
        }
        return best
      }
      fastest(fill(piece, limit))
      const short = fastest(fill(piece, limit / 8))
      const long = fastest(fill(piece, limit))
      // Eight times the text; quadratic time would be 64 times. The rest is room for the collector and the compiler.
      expect(long, `${limit} characters of "${piece}" took ${long} ms, an eighth of them ${short} ms`).toBeLessThan(32 * short + 2)
    },
  )
})
