import { durationMs } from '../../core/model/duration.ts'
import type { AlertsSection, MeasureSection, ModelFile, TouchPointSection } from '../../core/model/model-file.ts'

/** What is wrong with a model, and at which key. */
export interface ModelFault {
  readonly path: readonly string[]
  /** Completes "<path> …". */
  readonly problem: string
}

/** What no JSON Schema can say: how the figures of a model must lie to each other. Takes a model that fits the schema; empty where all is right. */
export function modelFaults(model: ModelFile): ModelFault[] {
  const { scoreBelow, lowSurvey, silent } = model.alerts
  return [
    ...alertFaults(model.alerts, ['alerts']),
    ...Object.entries(model.segments ?? {}).flatMap(([name, { alerts = {} }]) => alertFaults({
      scoreBelow: { ...scoreBelow, ...alerts.scoreBelow },
      lowSurvey: { ...lowSurvey, ...alerts.lowSurvey },
      silent: { ...silent, ...alerts.silent },
    }, ['segments', name, 'alerts']).filter(({ path }) => Object.hasOwn(alerts, path[3]!))),
    ...touchPointFaults(model.touchPoints.default, ['touchPoints', 'default']),
    ...Object.entries(model.touchPoints.keys ?? {}).flatMap(([key, section]) => touchPointFaults(section, ['touchPoints', 'keys', key])),
    ...Object.entries(model.surveys.metrics).flatMap(([name, metric]) => curveFaults(metric.curve, ['surveys', 'metrics', name, 'curve'])),
    ...positive(model.contactFrequency.per, ['contactFrequency', 'per']),
    ...positive(model.score.dedup.window, ['score', 'dedup', 'window']),
  ]
}

/** The relations between alert figures; a segment's are checked with the general ones filled in, since either may break them. */
function alertFaults(alerts: Pick<AlertsSection, 'scoreBelow' | 'lowSurvey' | 'silent'>, path: string[]): ModelFault[] {
  const { scoreBelow, lowSurvey, silent } = alerts
  return [
    ...unless(scoreBelow.alertBelow < scoreBelow.clearAt, [...path, 'scoreBelow', 'alertBelow'],
      `must be less than clearAt: ${scoreBelow.alertBelow} is not less than ${scoreBelow.clearAt}`),
    ...unless(scoreBelow.criticalBelow <= scoreBelow.alertBelow, [...path, 'scoreBelow', 'criticalBelow'],
      `must not be more than alertBelow: ${scoreBelow.criticalBelow} is more than ${scoreBelow.alertBelow}`),
    ...unless(lowSurvey.below < lowSurvey.clearAt, [...path, 'lowSurvey', 'below'],
      `must be less than clearAt: ${lowSurvey.below} is not less than ${lowSurvey.clearAt}`),
    ...unless(silent.minDays <= silent.maxDays, [...path, 'silent', 'minDays'],
      `must not be more than maxDays: ${silent.minDays} is more than ${silent.maxDays}`),
    ...positive(silent.priorGap, [...path, 'silent', 'priorGap']),
  ]
}

function touchPointFaults(section: TouchPointSection, path: string[]): ModelFault[] {
  return Object.entries(section.measures ?? {}).flatMap(([name, measure]) =>
    unless(isMonotonic(measure), [...path, 'measures', name],
      `must have best, expected and worst strictly rising or strictly falling, not ${measure.best}, ${measure.expected}, ${measure.worst}`))
}

const isMonotonic = ({ best, expected, worst }: MeasureSection): boolean =>
  (best < expected && expected < worst) || (best > expected && expected > worst)

function curveFaults(curve: readonly (readonly [number, number])[] | undefined, path: string[]): ModelFault[] {
  if (!curve) return []
  const places = curve.map(([x]) => x)
  return [
    ...unless(places[0] === 0 && places.at(-1) === 1, path, `must begin at 0 and end at 1, not at ${places[0]} and ${places.at(-1)}`),
    ...unless(places.every((x, i) => i === 0 || x > places[i - 1]!), path, `must have ascending points, not ${places.join(', ')}`),
  ]
}

const positive = (duration: string, path: string[]): ModelFault[] => unless((durationMs(duration) ?? 0) > 0, path, `must be longer than nothing, not ${duration}`)

const unless = (right: boolean, path: string[], problem: string): ModelFault[] => (right ? [] : [{ path, problem }])
