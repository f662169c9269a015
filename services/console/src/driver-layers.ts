import type { Score } from './api.ts'

/** One driver's share of the score at each of a list of scores, in points; it lies between `low` and `high`. */
export interface DriverLayer {
  readonly name: string
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** Drivers that do not get a layer of their own. */
export const otherDrivers = 'other'

/**
 * Contributions of drivers stacked on the zero line: what adds lies above it, what takes away below, so that the two heights differ by the score's
 * distance from its prior. The `most` drivers that mattered most anywhere get a layer of their own, the largest next to the line; the rest are one.
 */
export function driverLayers(scores: readonly Pick<Score, 'drivers'>[], most: number): DriverLayer[] {
  const peaks = new Map<string, number>()
  for (const { drivers } of scores) for (const [name, value] of Object.entries(drivers)) peaks.set(name, Math.max(peaks.get(name) ?? 0, Math.abs(value)))
  const ranked = [...peaks].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name)
  const own = ranked.slice(0, most)
  const rest = ranked.slice(most)
  const up = scores.map(() => 0)
  const down = scores.map(() => 0)
  const layer = (name: string, of: (drivers: Score['drivers']) => number): DriverLayer => {
    const spans = scores.map(({ drivers }, i) => {
      const value = of(drivers)
      const side = value < 0 ? down : up
      const from = side[i]!
      side[i] = from + value
      return value < 0 ? [side[i]!, from] as const : [from, side[i]!] as const
    })
    return { name, low: spans.map(([low]) => low), high: spans.map(([, high]) => high) }
  }
  const layers = own.map((name) => layer(name, (drivers) => drivers[name] ?? 0))
  return rest.length === 0 ? layers : [...layers, layer(otherDrivers, (drivers) => rest.reduce((sum, name) => sum + (drivers[name] ?? 0), 0))]
}
