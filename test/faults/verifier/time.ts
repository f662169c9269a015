import type { Entry } from './timeline.ts'
import { contractType } from './wire.ts'

/** The part of the settings in the log that says how time goes, with the model. */
export interface PlainSettings {
  readonly clock: 'wall' | 'log'
  readonly tickIntervalMs: number
  readonly sources: readonly { readonly topic: string; readonly partitions: number }[]
  readonly model: PlainModel
}

interface PlainKey {
  readonly weight?: number
  readonly halfLifeDays?: number
  readonly outcomes?: Record<string, number>
  readonly measures?: Record<string, { best: number; expected: number; worst: number }>
}

/** The figures of the model that scores are made of. */
export interface PlainModel {
  readonly version: string
  readonly score: {
    readonly prior: { readonly mean: number; readonly strength: number }
    readonly halfLifeDays: number
    readonly minEvidence: number
    readonly goodFrom: number
    readonly maxFutureSkew: string
    readonly dedup: { readonly window: string; readonly ids: number }
  }
  readonly touchPoints: {
    readonly default: PlainKey
    readonly outcomes: Record<string, number>
    readonly indirect: { readonly maxReachFactor: number }
    readonly keys: Record<string, PlainKey>
  }
  readonly surveys: {
    readonly metrics: Record<string, { weight: number; halfLifeDays?: number; curve?: [number, number][] }>
    readonly patterns: Record<string, number>
  }
  readonly text: { readonly surveyShare: number; readonly touchPointShare: number }
  readonly alerts: { readonly scoreBelow: { readonly alertBelow: number } }
  readonly quadrant: { readonly goodRevenue: number }
  readonly segments?: Record<string, { alerts?: { scoreBelow?: { alertBelow?: number } }; quadrant?: { goodRevenue?: number } }>
}

/** The settings that stand first in a partition. Runs that change them are not made here. */
export function settingsOf(entries: readonly Entry[]): PlainSettings {
  const first = entries[0]
  if (first?.kind !== 'SETTINGS') throw new Error('a partition does not begin with settings')
  return JSON.parse(first.event.toString()) as PlainSettings
}

/** Milliseconds of the durations that the model writes: P7D, PT5M, PT10S. */
export function durationMs(text: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)!.map((each) => Number(each ?? 0))
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}

/** Time of one partition as its log tells it: the latest tick passed, with each record. `without`: a source that does not speak for this log. */
export function createClock({ clock, tickIntervalMs, sources }: PlainSettings, without?: string) {
  const progress = new Map<string, number>()
  const listed = sources.filter(({ topic }) => topic !== without).flatMap(({ topic, partitions }) => Array.from({ length: partitions }, (_, p) => `${topic}/${p}`))
  let newest = -Infinity
  let tick = -Infinity
  return {
    get newest() {
      return newest
    },
    get tick() {
      return tick
    },
    pass(entry: Entry): void {
      if (entry.kind === 'TOUCH_POINT' || entry.kind === 'SURVEY') {
        newest = Math.max(newest, (contractType(entry.kind === 'SURVEY' ? 'survey' : 'touch-point').fromBuffer(entry.event) as { occurredAt: number }).occurredAt)
      }
      const source = `${entry.topic}/${entry.partition}`
      if (entry.kind === 'PROGRESS') progress.set(source, Math.max(progress.get(source) ?? -Infinity, entry.timestamp))
      const time = clock === 'log' ? newest : Math.min(...listed.map((each) => progress.get(each) ?? -Infinity))
      if (Number.isFinite(time)) tick = Math.max(tick, Math.floor(time / tickIntervalMs) * tickIntervalMs)
    },
  }
}
