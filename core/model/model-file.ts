/** The scoring model as its YAML file is parsed: optional keys have the defaults of `compile`. Durations are ISO 8601. */
export interface ModelFile {
  readonly version: string
  readonly score: ScoreSection
  readonly touchPoints: TouchPointsSection
  readonly surveys: SurveysSection
  readonly text: { readonly surveyShare: number; readonly touchPointShare: number }
  readonly alerts: AlertsSection
  readonly quadrant: QuadrantSection
  readonly routing: RoutingSection
  readonly contactFrequency: { readonly maxSurveys: number; readonly per: string; readonly minGap: string }
  readonly segments?: Readonly<Record<string, SegmentSection>>
  readonly goals?: readonly GoalSection[]
}

/** What the company wants to reach; scores do not depend on it. */
export interface GoalSection {
  readonly metric: 'NPS' | 'CSAT' | 'CES' | 'SCORE'
  /** Absent: all. */
  readonly segment?: string
  /** Absent: all. */
  readonly region?: string
  readonly target: number
}

export interface PriorSection {
  readonly mean: number
  readonly strength: number
}

export interface ScoreSection {
  readonly prior: PriorSection
  readonly halfLifeDays: number
  readonly minEvidence: number
  readonly goodFrom: number
  readonly maxFutureSkew: string
  readonly dedup: { readonly window: string; readonly ids: number }
}

export interface MeasureSection {
  readonly best: number
  readonly expected: number
  readonly worst: number
}

export interface TouchPointSection {
  readonly weight?: number
  readonly halfLifeDays?: number
  readonly rhythm?: 'customer' | 'company'
  readonly outcomes?: Readonly<Record<string, number>>
  readonly measures?: Readonly<Record<string, MeasureSection>>
}

export interface TouchPointsSection {
  readonly default: TouchPointSection
  readonly outcomes: Readonly<Record<string, number>>
  readonly indirect: { readonly maxReachFactor: number }
  readonly keys?: Readonly<Record<string, TouchPointSection>>
}

export interface MetricSection {
  readonly weight: number
  readonly halfLifeDays?: number
  readonly curve?: readonly (readonly [number, number])[]
}

export interface SurveysSection {
  readonly metrics: Readonly<Record<string, MetricSection>>
  readonly patterns: Readonly<Record<string, number>>
}

export interface AlertsSection {
  readonly scoreBelow: {
    readonly alertBelow: number
    readonly clearAt: number
    readonly dwell: string
    readonly coolDown: string
    readonly criticalBelow: number
  }
  readonly scoreDrop: { readonly points: number; readonly days: number }
  readonly lowSurvey: { readonly below: number; readonly clearAt: number }
  readonly silent: {
    readonly factor: number
    readonly minDays: number
    readonly maxDays: number
    readonly minContacts: number
    readonly priorGap: string
    readonly priorGaps: number
  }
  readonly burst: { readonly below: number; readonly factor: number; readonly atLeast: number; readonly halfLifeDays: number }
  readonly sourceOutage: { readonly factor: number; readonly min: string }
  readonly urgentRenewal: string
  readonly ackWithin: { readonly CRITICAL: string; readonly HIGH: string; readonly NORMAL: string }
}

export interface QuadrantSection {
  readonly goodRevenue: number
}

export interface RoutingSection {
  readonly default: string
  readonly executive: string
}

/** What a segment may override; any subset of the keys. */
export interface SegmentSection {
  readonly score?: { readonly prior?: Partial<PriorSection>; readonly minEvidence?: number; readonly goodFrom?: number }
  readonly alerts?: { readonly [K in keyof AlertsSection]?: AlertsSection[K] extends string ? string : Partial<AlertsSection[K]> }
  readonly quadrant?: Partial<QuadrantSection>
  readonly routing?: Partial<RoutingSection>
}
