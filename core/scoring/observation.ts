import type { SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { MeasureSection } from '../model/model-file.ts'
import { surveyDriver, type Model } from '../model/model.ts'

/** One experience: value in [0, 100], 100 best; weight ≥ 0. */
export interface Observation {
  readonly driver: string
  readonly value: number
  readonly weight: number
}

/** Value of a text: sentiment −1 … 1 to 0 … 100. */
const textValue = (sentiment: number) => 50 + 50 * sentiment

/** scoring.md §2.2; null where no component is present: a contact, not an observation. */
export function touchPointObservation(e: TouchPointEvent, sentiment: number | null, model: Model): Observation | null {
  const rules = model.touchPoint(e.touchPoint)
  let sum = 0
  let shares = 0
  const outcome = e.outcome === null ? undefined : rules.outcomes.get(e.outcome)
  if (outcome !== undefined) {
    sum += outcome
    shares += 1
  }
  // The model's order, not the event's: addition is not associative, and a map on the wire has no order.
  for (const [name, measure] of rules.measures) {
    const measured = e.measures[name]
    if (measured === undefined) continue
    const promised = e.expected[name]
    sum += measureValue(measure, measured, promised === undefined ? 0 : promised - measure.expected)
    shares += 1
  }
  if (sentiment !== null) {
    sum += model.touchPointTextShare * textValue(sentiment)
    shares += model.touchPointTextShare
  }
  if (shares === 0) return null
  const reach = e.directness === 'INDIRECT' ? Math.min(1 + Math.log10(1 + (e.reach ?? 0)), model.maxReachFactor) : 1
  return { driver: e.touchPoint, value: sum / shares, weight: rules.weight * reach }
}

/** scoring.md §2.1, for an ANSWERED survey; null where it has neither score nor sentiment. */
export function surveyObservation(e: SurveyEvent, sentiment: number | null, model: Model): Observation | null {
  const metric = model.metric(e.metric)
  let value: number | null = null
  if (e.score !== null) {
    const x = (e.score - e.scaleMin) / (e.scaleMax - e.scaleMin)
    const good = e.higherIsBetter ? x : 1 - x
    value = metric.curve === null ? 100 * good : onCurve(metric.curve, good)
  }
  if (sentiment !== null) {
    const share = model.surveyTextShare
    value = value === null ? textValue(sentiment) : (1 - share) * value + share * textValue(sentiment)
  }
  if (value === null) return null
  return { driver: e.touchPoint ?? surveyDriver(e.metric), value, weight: metric.weight * (model.patterns.get(e.pattern) ?? 1) }
}

/** The line through (best, 100), (expected, 75), (worst, 0), each shifted, clamped at both ends. */
export function measureValue(m: MeasureSection, measured: number, shift: number): number {
  const sign = m.best < m.worst ? 1 : -1
  const best = sign * (m.best + shift)
  const expected = sign * (m.expected + shift)
  const worst = sign * (m.worst + shift)
  const x = sign * measured
  if (x <= best) return 100
  if (x >= worst) return 0
  return x <= expected ? 100 - (25 * (x - best)) / (expected - best) : 75 - (75 * (x - expected)) / (worst - expected)
}

/** Piecewise-linear curve through ascending points, clamped at both ends. */
export function onCurve(points: readonly (readonly [number, number])[], x: number): number {
  const first = points[0]!
  if (x <= first[0]) return first[1]
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!
    const b = points[i]!
    if (x <= b[0]) return a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])
  }
  return points[points.length - 1]![1]
}
