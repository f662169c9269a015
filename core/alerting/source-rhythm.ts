/**
 * How often a source (a publishing system) delivers into one partition, by hour of the week. Pure; times are epoch ms, UTC.
 * A delivery is a minute in which something came: a bulk load of thousands says nothing of how often the source is heard of.
 */

const minuteMs = 60_000
const hourMs = 3_600_000
export const hoursOfWeek = 168
/** A mean follows changes within about so many weeks. */
const memoryWeeks = 4

export interface SourceRhythm {
  /** Greatest delivery time. */
  lastAt: number
  /** The hour that is being counted (hours since the epoch), and deliveries in it so far. */
  hour: number
  count: number
  /** Mean deliveries in each hour of the week, and how many weeks are behind each (at most `memoryWeeks`); 0: never seen to its end. */
  readonly means: Float64Array
  readonly weeks: Uint8Array
  /**
   * How far the counts of hours have lain from their means, as a ratio to what chance alone gives: the mean of (count − mean)² / mean over about a week. It is 1 + 1/weeks for
   * a Poisson process whose mean is known from so many weeks, more for one with good and bad days, 0 for a clock.
   */
  spread: number
  /** Hours behind `spread`, at most a week's. */
  spreadHours: number
}

const minuteOf = (at: number): number => Math.floor(at / minuteMs)
const hourOf = (at: number): number => Math.floor(at / hourMs)

/** The rhythm after a source's first delivery. */
export const newRhythm = (at: number): SourceRhythm =>
  ({ lastAt: at, hour: hourOf(at), count: 1, means: new Float64Array(hoursOfWeek), weeks: new Uint8Array(hoursOfWeek), spread: 0, spreadHours: 0 })

/**
 * A record came at `at`. Gives whether an hour was learnt. The hours of an outage teach as any other: one outage lowers what is expected by a quarter,
 * and a source that has changed its habits is not called out week after week.
 */
export function deliver(r: SourceRhythm, at: number): boolean {
  const hour = hourOf(at)
  const isNew = minuteOf(at) > minuteOf(r.lastAt)
  r.lastAt = Math.max(r.lastAt, at)
  if (hour <= r.hour) {
    if (hour === r.hour && isNew) r.count++
    return false
  }
  learn(r, r.hour, r.count)
  const quiet = Math.min(hour - r.hour - 1, hoursOfWeek)
  for (let i = 1; i <= quiet; i++) learn(r, r.hour + i, 0)
  r.hour = hour
  r.count = 1
  return true
}

/** An hour that was always empty says little of how far the others spread. */
const leastMean = 0.25

function learn(r: SourceRhythm, hour: number, count: number): void {
  const i = hour % hoursOfWeek
  if (r.weeks[i]! > 0 && (r.means[i]! > 0 || count > 0)) {
    r.spreadHours = Math.min(r.spreadHours + 1, hoursOfWeek)
    r.spread += ((count - r.means[i]!) ** 2 / Math.max(r.means[i]!, leastMean) - r.spread) / r.spreadHours
  }
  const weeks = Math.min(r.weeks[i]! + 1, memoryWeeks)
  r.weeks[i] = weeks
  r.means[i] = r.means[i]! + (count - r.means[i]!) / weeks
}

/** Deliveries that were to be expected between two times. */
export function expectedBetween(r: SourceRhythm, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to;) {
    const end = Math.min(to, (hourOf(at) + 1) * hourMs)
    sum += (r.means[hourOf(at) % hoursOfWeek]! * (end - at)) / hourMs
    at = end
  }
  return sum
}

/**
 * When a silence that began with the last delivery is longer than `factor` normal gaps, that is, when `factor` deliveries were to be expected and none
 * came, and is at least `minMs` long; Infinity where the rhythm expects less than that within two weeks. A source that is less regular than chance, or whose
 * rhythm is known from few weeks, has to be missed more: `factor` times its spread. For a Poisson process a silence of `factor` normal gaps has the probability e^−factor.
 */
export function quietFrom(r: SourceRhythm, factor: number, minMs: number): number {
  let missing = factor * Math.max(1, r.spread)
  let hour = hourOf(r.lastAt)
  for (let at = r.lastAt, i = 0; i <= 2 * hoursOfWeek; i++, hour++) {
    const end = (hour + 1) * hourMs
    const mean = r.means[hour % hoursOfWeek]!
    // Nothing is expected in most hours of a short history.
    if (mean !== 0) {
      const expected = (mean * (end - at)) / hourMs
      if (expected >= missing) return Math.max(r.lastAt + minMs, Math.ceil(at + (missing * hourMs) / mean))
      missing -= expected
    }
    at = end
  }
  return Infinity
}
