import type { AlertsSection, MeasureSection, ModelFile, SegmentSection, TouchPointSection } from './model-file.ts'
import { durationMs } from './duration.ts'

export const dayMs = 86_400_000

/** A touch point's rules with every default filled in. */
export interface TouchPointRules {
  readonly weight: number
  readonly halfLifeMs: number
  /** True where the company, not the customer, sets the rhythm: such contacts neither start nor break a silence. */
  readonly companyRhythm: boolean
  readonly outcomes: ReadonlyMap<string, number>
  readonly measures: ReadonlyMap<string, MeasureSection>
}

export interface MetricRules {
  readonly weight: number
  readonly halfLifeMs: number
  readonly curve: readonly (readonly [number, number])[] | null
}

/** All that may differ by segment, durations in milliseconds. */
export interface SegmentRules {
  readonly mean: number
  readonly strength: number
  readonly minEvidence: number
  readonly goodFrom: number
  readonly alertBelow: number
  readonly clearAt: number
  readonly criticalBelow: number
  readonly dwellMs: number
  readonly coolDownMs: number
  readonly dropPoints: number
  readonly dropDays: number
  readonly lowSurveyBelow: number
  readonly lowSurveyClearAt: number
  readonly silent: { readonly factor: number; readonly minMs: number; readonly maxMs: number; readonly minContacts: number; readonly priorGapMs: number; readonly priorGaps: number }
  readonly burst: { readonly below: number; readonly factor: number; readonly atLeast: number; readonly halfLifeDays: number }
  readonly urgentRenewalMs: number
  readonly goodRevenue: number
  readonly defaultOwner: string
  readonly executive: string
  readonly ackWithinMs: { readonly CRITICAL: number; readonly HIGH: number; readonly NORMAL: number }
}

/** The model with all look-ups resolved. Pure data; built once for each settings record. */
export interface Model {
  readonly version: string
  readonly dedupWindowMs: number
  readonly dedupIds: number
  readonly maxFutureSkewMs: number
  readonly sourceOutage: { readonly factor: number; readonly minMs: number }
  readonly surveyTextShare: number
  readonly touchPointTextShare: number
  readonly maxReachFactor: number
  readonly patterns: ReadonlyMap<string, number>
  touchPoint(key: string): TouchPointRules
  /** Whether the model names this touch point; the others use its default. */
  knows(key: string): boolean
  metric(name: string): MetricRules
  /** Half-life of a driver: a touch point's key or `survey.<metric>`. */
  halfLifeMs(driver: string): number
  /** The rules of a segment; of null or an unknown one the general rules. */
  segment(name: string | null): SegmentRules
}

/** Driver of a survey that names no touch point. */
export const surveyDriver = (metric: string): string => `survey.${metric.toLowerCase()}`

/** Resolves a model file, which must be valid; a malformed duration throws. */
export function compile(file: ModelFile): Model {
  const general = touchPointRules(file, file.touchPoints.default)
  const keys = new Map(Object.entries(file.touchPoints.keys ?? {}).map(([key, own]) => [key, touchPointRules(file, own)]))
  const metrics = new Map<string, MetricRules>()
  for (const [name, m] of Object.entries(file.surveys.metrics)) {
    metrics.set(name, { weight: m.weight, halfLifeMs: (m.halfLifeDays ?? file.score.halfLifeDays) * dayMs, curve: m.curve ?? null })
  }
  const unknownMetric: MetricRules = { weight: 1, halfLifeMs: file.score.halfLifeDays * dayMs, curve: null }
  const halfLives = new Map([...keys].map(([key, rules]) => [key, rules.halfLifeMs]))
  for (const [name, m] of metrics) halfLives.set(surveyDriver(name), m.halfLifeMs)
  const anySegment = segmentRules(file, {})
  const segments = new Map(Object.entries(file.segments ?? {}).map(([name, own]) => [name, segmentRules(file, own)]))
  return {
    version: file.version,
    dedupWindowMs: ms(file.score.dedup.window),
    dedupIds: file.score.dedup.ids,
    sourceOutage: { factor: file.alerts.sourceOutage.factor, minMs: ms(file.alerts.sourceOutage.min) },
    maxFutureSkewMs: ms(file.score.maxFutureSkew),
    surveyTextShare: file.text.surveyShare,
    touchPointTextShare: file.text.touchPointShare,
    maxReachFactor: file.touchPoints.indirect.maxReachFactor,
    patterns: new Map(Object.entries(file.surveys.patterns)),
    touchPoint: (key) => keys.get(key) ?? general,
    knows: (key) => keys.has(key),
    metric: (name) => metrics.get(name) ?? unknownMetric,
    halfLifeMs: (driver) => halfLives.get(driver) ?? general.halfLifeMs,
    segment: (name) => (name === null ? anySegment : (segments.get(name) ?? anySegment)),
  }
}

function touchPointRules(file: ModelFile, own: TouchPointSection): TouchPointRules {
  return {
    weight: own.weight ?? 1,
    halfLifeMs: (own.halfLifeDays ?? file.score.halfLifeDays) * dayMs,
    companyRhythm: own.rhythm === 'company',
    outcomes: new Map(Object.entries({ ...file.touchPoints.outcomes, ...own.outcomes })),
    measures: new Map(Object.entries(own.measures ?? {})),
  }
}

function segmentRules(file: ModelFile, own: SegmentSection): SegmentRules {
  const prior = { ...file.score.prior, ...own.score?.prior }
  const alerts = (key: keyof AlertsSection): any => {
    const base = file.alerts[key]
    return typeof base === 'string' ? (own.alerts?.[key] ?? base) : { ...base, ...(own.alerts?.[key] as object) }
  }
  const below: AlertsSection['scoreBelow'] = alerts('scoreBelow')
  const ack: AlertsSection['ackWithin'] = alerts('ackWithin')
  const silent: AlertsSection['silent'] = alerts('silent')
  return {
    mean: prior.mean,
    strength: prior.strength,
    minEvidence: own.score?.minEvidence ?? file.score.minEvidence,
    goodFrom: own.score?.goodFrom ?? file.score.goodFrom,
    alertBelow: below.alertBelow,
    clearAt: below.clearAt,
    criticalBelow: below.criticalBelow,
    dwellMs: ms(below.dwell),
    coolDownMs: ms(below.coolDown),
    dropPoints: alerts('scoreDrop').points,
    dropDays: alerts('scoreDrop').days,
    lowSurveyBelow: alerts('lowSurvey').below,
    lowSurveyClearAt: alerts('lowSurvey').clearAt,
    silent: {
      factor: silent.factor, minMs: silent.minDays * dayMs, maxMs: silent.maxDays * dayMs, minContacts: silent.minContacts,
      priorGapMs: ms(silent.priorGap), priorGaps: silent.priorGaps,
    },
    burst: alerts('burst'),
    urgentRenewalMs: ms(alerts('urgentRenewal')),
    goodRevenue: own.quadrant?.goodRevenue ?? file.quadrant.goodRevenue,
    defaultOwner: own.routing?.default ?? file.routing.default,
    executive: own.routing?.executive ?? file.routing.executive,
    ackWithinMs: { CRITICAL: ms(ack.CRITICAL), HIGH: ms(ack.HIGH), NORMAL: ms(ack.NORMAL) },
  }
}

function ms(duration: string): number {
  const value = durationMs(duration)
  if (value === null) throw new Error(`${duration} is not an ISO 8601 duration of weeks, days, hours, minutes and seconds`)
  return value
}
