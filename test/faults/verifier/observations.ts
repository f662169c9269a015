import type { SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import type { PlainModel } from './time.ts'

/** One experience, written from scoring.md, section 2. */
export interface Observation {
  readonly driver: string
  readonly value: number
  readonly weight: number
}

const own = <T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined => (map && Object.hasOwn(map, key) ? map[key] : undefined)

/** The broken line through the points, flat beyond its ends. */
function onLine(points: readonly (readonly [x: number, y: number])[], x: number): number {
  const sorted = [...points].sort((a, b) => a[0] - b[0])
  if (x <= sorted[0]![0]) return sorted[0]![1]
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [[x0, y0], [x1, y1]] = [sorted[i]!, sorted[i + 1]!]
    if (x <= x1) return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)
  }
  return sorted.at(-1)![1]
}

/** Null: a contact that is no observation. */
export function ofTouchPoint(model: PlainModel, e: TouchPointEvent, sentiment: number | null): Observation | null {
  const rules = own(model.touchPoints.keys, e.touchPoint) ?? model.touchPoints.default
  const parts: { share: number; value: number }[] = []
  const outcome = e.outcome === null ? undefined : (own(rules.outcomes, e.outcome) ?? own(model.touchPoints.outcomes, e.outcome))
  if (outcome !== undefined) parts.push({ share: 1, value: outcome })
  for (const [name, { best, expected, worst }] of Object.entries(rules.measures ?? {})) {
    const measured = own(e.measures, name)
    if (measured === undefined) continue
    const shift = (own(e.expected, name) ?? expected) - expected
    parts.push({ share: 1, value: onLine([[best + shift, 100], [expected + shift, 75], [worst + shift, 0]], measured) })
  }
  if (sentiment !== null) parts.push({ share: model.text.touchPointShare, value: 50 + 50 * sentiment })
  if (parts.length === 0) return null
  const factor = e.directness === 'INDIRECT' ? Math.min(1 + Math.log10(1 + (e.reach ?? 0)), model.touchPoints.indirect.maxReachFactor) : 1
  const shares = parts.reduce((sum, { share }) => sum + share, 0)
  return { driver: e.touchPoint, value: parts.reduce((sum, { share, value }) => sum + share * value, 0) / shares, weight: (rules.weight ?? 1) * factor }
}

/** Of an ANSWERED survey; null: a contact that is no observation. */
export function ofSurvey(model: PlainModel, e: SurveyEvent, sentiment: number | null): Observation | null {
  const metric = model.surveys.metrics[e.metric]!
  const text = sentiment === null ? null : 50 + 50 * sentiment
  let value = text
  if (e.score !== null) {
    const x = (e.score - e.scaleMin) / (e.scaleMax - e.scaleMin)
    const good = e.higherIsBetter ? x : 1 - x
    const plain = metric.curve ? onLine(metric.curve, good) : 100 * good
    value = text === null ? plain : plain + model.text.surveyShare * (text - plain)
  }
  if (value === null) return null
  return { driver: e.touchPoint ?? `survey.${e.metric.toLowerCase()}`, value, weight: metric.weight * model.surveys.patterns[e.pattern]! }
}

/** Days in which half of a driver's weight is gone. */
export function halfLifeDays(model: PlainModel, driver: string): number {
  const metric = driver.startsWith('survey.') ? own(model.surveys.metrics, driver.slice('survey.'.length).toUpperCase()) : undefined
  return (metric ?? own(model.touchPoints.keys, driver))?.halfLifeDays ?? model.score.halfLifeDays
}
