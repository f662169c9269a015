const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** A count in words up to ten, in digits from there on. */
export const number = (n: number): string => numbers[n] ?? String(n)

/** `a failed delivery`, `three NPS answers`; `word` stands before the noun. */
export function counted(count: number, noun: string, word?: string): string {
  const name = word === undefined ? noun : `${word} ${noun}`
  return count === 1 ? `${article(name)} ${name}` : `${number(count)} ${plural(name)}`
}

/** NPS is spelt out when it is said. */
export const article = (name: string): string => (/^([aeiou]|NPS)/i.test(name) ? 'an' : 'a')

export function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

/** Whole points with a sign; a real minus. */
export const signed = (x: number): string => `${x < 0 ? '−' : '+'}${points(Math.abs(x))}`

/** Whole points from 1 on, tenths below. Written out by hand, since locales differ. */
export const points = (x: number): string => (x >= 0.95 ? String(Math.round(x)) : tenths(x))

/** One decimal, without a trailing zero. */
export function tenths(x: number): string {
  const t = Math.round(x * 10)
  return t % 10 === 0 ? String(t / 10) : `${Math.trunc(t / 10)}.${Math.abs(t % 10)}`
}

/** `120,000`. */
export const thousands = (x: number): string => String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, ',')

/** `until 2026-12-01 08:00 UTC`; `for good` where no calendar goes so far. */
export const until = (at: number): string => (at > 8.64e15 ? 'for good' : `until ${new Date(at).toISOString().replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC')}`)

/** `a, b and c`. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
