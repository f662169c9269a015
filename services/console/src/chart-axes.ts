/** Pure arithmetic of axes. Times are epoch ms. */

const dayMs = 86_400_000

/** Midnights, local, at most `most` of them, evenly spaced between two times; of less than two days nothing but the ends. */
export function dayTicks(from: number, to: number, most: number): number[] {
  if (to - from < 2 * dayMs || most < 2) return [from, to]
  const step = Math.ceil((to - from) / dayMs / most)
  const tick = new Date(from)
  tick.setHours(24, 0, 0, 0)
  const ticks: number[] = []
  // By the calendar, not by 24 hours: days of a clock change are shorter or longer.
  for (; tick.getTime() <= to; tick.setDate(tick.getDate() + step)) ticks.push(tick.getTime())
  return ticks
}

/** The least of a few round numbers that is not below the value: the end of an axis whose half is round, too. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 3, 4, 6, 8, 10].map((factor) => factor * power).find((each) => each >= value)!
}

/** A logarithmic axis of amounts, its ends as powers of ten: from the 1st to the 99th of a hundred, so that a stray one does not press all others together, and over `line`, if there is one. */
export function logAxis(amounts: readonly number[], line: number | undefined): { low: number; high: number; ticks: number[] } {
  const sorted = amounts.toSorted((a, b) => a - b)
  const ends = [sorted[Math.round((sorted.length - 1) * 0.01)], sorted[Math.round((sorted.length - 1) * 0.99)], line].filter((each) => each !== undefined)
  const [low, high] = ends.length === 0 ? [3, 6] : [Math.log10(Math.min(...ends)) - 0.1, Math.log10(Math.max(...ends)) + 0.1]
  const powers = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, i) => 10 ** (Math.floor(low) + i))
  const ticks = powers.flatMap((power) => (high - low > 2.5 ? [1] : [1, 2, 5]).map((factor) => factor * power)).filter((each) => Math.log10(each) >= low && Math.log10(each) <= high)
  return { low, high, ticks }
}

/** Where an arrow key leads on an axis of `count` points from the point `at`; undefined: the key leads nowhere. */
export function stepTo(key: string, at: number, count: number): number | undefined {
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: count - 1 }[key]
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}
