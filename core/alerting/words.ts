import type { Reason } from './explain.ts'

/** What an outcome is called in front of a contact, and whether it is good news. */
const outcomes: Readonly<Record<string, { readonly word: string; readonly good: boolean }>> = {
  SUCCEEDED: { word: 'good', good: true }, PRAISED: { word: 'praised', good: true }, FAILED: { word: 'failed', good: false },
  ABANDONED: { word: 'abandoned', good: false }, ESCALATED: { word: 'escalated', good: false }, COMPLAINED: { word: 'complained-of', good: false },
}
const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** A driver's part of a change in words: `two failed deliveries (−11)`, `an NPS of 4 (−7)`, `support calls fading (−2)`. */
export function reasonInWords(r: Reason): string {
  return `${subject(r)} (${signed(r.change)})`
}

function subject({ driver, change, notes }: Reason): string {
  if (driver === 'prior') return 'a changed baseline'
  const noun = nounOf(driver)
  if (notes.length === 0) return `${driver.startsWith('survey.') ? `${noun} answers` : plural(noun)} fading`
  const scores = notes.filter((note) => note !== null && !(note in outcomes)) as string[]
  if (scores.length === notes.length) return surveys(scores, driver)
  const telling = notes.filter((note) => note !== null && outcomes[note]?.good === change > 0) as string[]
  if (telling.length === 0) return counted(notes.length, noun)
  const [note, count] = mostFrequent(telling)
  return counted(count, noun, outcomes[note]!.word)
}

/** `an NPS of 4`, or `three CSAT answers`; about a touch point where the survey named one. */
function surveys(scores: readonly string[], driver: string): string {
  const about = driver.startsWith('survey.') ? '' : ` on ${nounOf(driver)}`
  const [metric, score] = scores[0]!.split(' ') as [string, string]
  if (scores.length > 1) return `${number(scores.length)} ${metric} answers${about}`
  return `${metric === 'NPS' ? 'an' : 'a'} ${metric} of ${score}${about}`
}

const nounOf = (driver: string) => (driver.startsWith('survey.') ? driver.slice('survey.'.length).toUpperCase() : driver.replaceAll(/[._-]/g, ' '))

function counted(count: number, noun: string, word?: string): string {
  const name = noun.toUpperCase() === noun ? (count === 1 ? `${noun} answer` : `${noun} answers`) : count === 1 ? noun : plural(noun)
  const before = word === undefined ? '' : `${word} `
  return count === 1 ? `${/^[aeiou]/i.test(before + name) ? 'an' : 'a'} ${before}${name}` : `${number(count)} ${before}${name}`
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

function mostFrequent(notes: readonly string[]): [note: string, count: number] {
  const counts = new Map<string, number>()
  for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1)
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))
}

const number = (n: number) => numbers[n] ?? String(n)

/** Whole points with a sign; a real minus. */
export const signed = (x: number): string => `${x < 0 ? '−' : '+'}${points(Math.abs(x))}`

/** Whole points from 1 on, tenths below. Written out by hand, since locales differ. */
export const points = (x: number): string => (x >= 0.95 ? String(Math.round(x)) : tenths(x))

/** One decimal, without a trailing zero. */
export function tenths(x: number): string {
  const t = Math.round(x * 10)
  return t % 10 === 0 ? String(t / 10) : `${Math.trunc(t / 10)}.${Math.abs(t % 10)}`
}

/** `a, b and c`. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
