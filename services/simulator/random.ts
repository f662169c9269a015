/** Numbers that look like chance and are a function of the words they are made from. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** From `from` to below `to`. */
  between(from: number, to: number): number
  /** A whole number from `from` to `to`, both possible. */
  whole(from: number, to: number): number
  /** Whether something of that probability happens. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** As pick, each as likely as its weight says. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** The numbers that belong to these words: the same words, the same numbers, in every run and on every machine. */
export function randomOf(...words: readonly (string | number)[]): Random {
  let state = hash(words.join('\u0000'))
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + next() * (to - from)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  return {
    next,
    between,
    whole: (from, to) => Math.floor(between(from, to + 1)),
    chance: (probability) => next() < probability,
    pick,
    weighted: (list) => {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      return (list.find(([, weight]) => (left -= weight) < 0) ?? list.at(-1)!)[0]
    },
    poisson: (mean) => {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > limit; product *= next()) count++
      return count
    },
  }
}
