import type { AlertEvent } from '../../schemas/types.ts'
import type { Model } from '../model/model.ts'
import type { LogPosition } from './alert.ts'
import { deliver, expectedBetween, newRhythm, quietFrom, type SourceRhythm } from './source-rhythm.ts'

/** A source as one partition of the timeline knows it. */
export interface SourceState {
  readonly name: string
  readonly rhythm: SourceRhythm
  /** Outages so far. */
  episodes: number
  /** Since when it is out, epoch ms; null: it delivers. */
  outSince: number | null
  /** When it will be out if nothing comes, derived from the rest; NaN: not worked out yet. */
  quietFrom: number
}

/** All sources of a partition, by name. What changed since it was last stored stands in `changed` (the rhythm's hours in `learnt`, too). */
export interface Sources {
  readonly all: Map<string, SourceState>
  readonly changed: Set<SourceState>
  readonly learnt: Set<SourceState>
  /** Whether this is the partition that speaks for the source: the others judge for themselves, and keep silent. */
  readonly speaksFor: (source: string) => boolean
}

/** A sender that puts numbers into its name must not fill the memory. */
export const mostSources = 500

export const newSources = (speaksFor: (source: string) => boolean): Sources => ({ all: new Map(), changed: new Set(), learnt: new Set(), speaksFor })

/** What an outage's steps need to be said. */
export interface OutageContext {
  readonly model: Model
  readonly position: LogPosition
  readonly alerts: AlertEvent[]
}

/** SOURCE_OUTAGE opens for what has been quiet for too long by `tick`, each at its time, in the order of (time, name). */
export function judgeSources(sources: Sources, tick: number, context: OutageContext): void {
  const { factor, minMs } = context.model.sourceOutage
  const due: SourceState[] = []
  for (const state of sources.all.values()) {
    if (state.outSince !== null || tick <= state.rhythm.lastAt + minMs) continue
    if (Number.isNaN(state.quietFrom)) state.quietFrom = quietFrom(state.rhythm, factor, minMs)
    if (state.quietFrom <= tick) due.push(state)
  }
  due.sort((a, b) => a.quietFrom - b.quietFrom || (a.name < b.name ? -1 : 1))
  for (const state of due) {
    state.outSince = state.quietFrom
    state.episodes++
    sources.changed.add(state)
    if (!sources.speaksFor(state.name)) continue
    const expected = Math.round(expectedBetween(state.rhythm, state.rhythm.lastAt, state.quietFrom))
    context.alerts.push(step(state, context, 1, 'OPENED', state.quietFrom, null,
      `Nothing has come from ${state.name} for ${span(state.quietFrom - state.rhythm.lastAt)}, where about ${expected} deliveries were to be expected.`))
  }
}

/** A record of the source came, at `at`: its rhythm goes on, an outage is over. */
export function noteDelivery(sources: Sources, name: string, at: number, eventId: string, context: OutageContext): void {
  let state = sources.all.get(name)
  if (state === undefined) {
    if (sources.all.size >= mostSources) return
    state = { name, rhythm: newRhythm(at), episodes: 0, outSince: null, quietFrom: NaN }
    sources.all.set(name, state)
    sources.learnt.add(state)
  } else {
    const { outSince } = state
    // A late record of before says nothing of now.
    const over = outSince !== null && at > state.rhythm.lastAt
    if (deliver(state.rhythm, at)) sources.learnt.add(state)
    state.quietFrom = NaN
    if (over) {
      state.outSince = null
      if (sources.speaksFor(name)) context.alerts.push(step(state, context, 2, 'RESOLVED', Math.max(at, outSince), eventId, `${name} delivers again, after ${span(Math.max(at, outSince) - outSince)} of outage.`, outSince))
    }
  }
  sources.changed.add(state)
}

function step(state: SourceState, { model, position }: OutageContext, sequence: number, status: 'OPENED' | 'RESOLVED', at: number, eventId: string | null, summary: string, openedAt = at): AlertEvent {
  const owner = model.segment(null).defaultOwner
  return {
    alertId: `${state.name}~SOURCE_OUTAGE~${state.episodes}`, sequence, status, kind: 'SOURCE_OUTAGE', episode: state.episodes, severity: 'NORMAL',
    accountId: null, contactId: null, accountName: null, segment: null, vertical: null, region: null, stage: null, annualRevenue: null, currency: null,
    renewalAt: null, revenueAtRisk: null, quadrant: null, scoreBefore: null, comparedWith: null, scoreAfter: null, threshold: null, evidence: null,
    drivers: [], verbatims: [], owner, escalationLevel: 0, notify: [owner], openedAt, at, snoozedUntil: null, by: null, outcome: null, note: null,
    cause: eventId === null ? 'DECAY' : 'EVENT', causeEventId: eventId, summary: `${summary[0]!.toUpperCase()}${summary.slice(1)}`,
    modelVersion: model.version, logPartition: position.partition, logOffset: position.offset,
  }
}

const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const

function span(ms: number): string {
  const [name, size] = units.find(([, each]) => ms >= each) ?? units[2]
  const count = Math.max(1, Math.round(ms / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
