import type { AlertAction } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'
import { actOnOutage, openOutage, outageAlertId, resolveOutage, reviewOutage, type Outage, type OutageAlert, type OutageContext } from './outage-alert.ts'
import { deliver, expectedBetween, newRhythm, quietFrom, type SourceRhythm } from './source-rhythm.ts'

/** A source as one partition of the timeline knows it. */
export interface SourceState {
  readonly name: string
  readonly rhythm: SourceRhythm
  /** Outages so far. */
  episodes: number
  /** Since when it is out, epoch ms; null: it delivers. */
  outSince: number | null
  /** The outage's alert while it is open; null where another partition speaks for the source. */
  alert: OutageAlert | null
  /** Actions on the latest outage: each is applied once. */
  actions: string[]
  /** When it will be out if nothing comes, derived from the rest; NaN: not worked out yet. */
  quietFrom: number
}

/** All sources of a partition, by name. What changed since it was last stored stands in `changed` (the rhythm's hours in `learnt`, too). */
export interface Sources {
  readonly all: Map<string, SourceState>
  readonly changed: Set<SourceState>
  readonly learnt: Set<SourceState>
  /**
   * Whether this is the partition that speaks for the source: the others judge for themselves, and keep silent. It is the one to which the source's name
   * hashes, so that there is one alert, and actions on it, keyed by the name, come to it.
   */
  readonly speaksFor: (source: string) => boolean
}

/** A sender that puts numbers into its name must not fill the memory. */
export const mostSources = 500
/** Of the actions on an outage so many are remembered, for repeats. */
const keptActions = 50

export const newSources = (speaksFor: (source: string) => boolean): Sources => ({ all: new Map(), changed: new Set(), learnt: new Set(), speaksFor })

/** A source of which only the name is known. */
export const newSource = (name: string, rhythm: SourceRhythm): SourceState => ({ name, rhythm, episodes: 0, outSince: null, alert: null, actions: [], quietFrom: NaN })

const outageOf = ({ name, episodes, outSince }: SourceState): Outage => ({ name, episode: episodes, since: outSince! })

/** SOURCE_OUTAGE opens for what has been quiet for too long by `tick`, each at its time, in the order of (time, name); what is open escalates, or comes back from a snooze. */
export function judgeSources(sources: Sources, tick: number, context: OutageContext): void {
  const { factor, minMs } = context.model.sourceOutage
  const due: SourceState[] = []
  for (const state of sources.all.values()) {
    if (state.alert !== null && reviewOutage(outageOf(state), state.alert, tick, context)) sources.changed.add(state)
    if (state.outSince !== null || tick <= state.rhythm.lastAt + minMs) continue
    if (Number.isNaN(state.quietFrom)) state.quietFrom = quietFrom(state.rhythm, factor, minMs)
    if (state.quietFrom <= tick) due.push(state)
  }
  if (due.length === 0) return
  due.sort((a, b) => a.quietFrom - b.quietFrom || (a.name < b.name ? -1 : 1))
  for (const state of due) {
    state.outSince = state.quietFrom
    state.episodes++
    state.actions = []
    sources.changed.add(state)
    if (!sources.speaksFor(state.name)) continue
    const expected = Math.round(expectedBetween(state.rhythm, state.rhythm.lastAt, state.quietFrom))
    state.alert = openOutage(outageOf(state), `Nothing has come from ${state.name} for ${span(state.quietFrom - state.rhythm.lastAt)}, where about ${expected} deliveries were to be expected.`, tick, context)
  }
}

/** A record of the source came, at `at`: its rhythm goes on, an outage is over. False where it is one source too many to be known. */
export function noteDelivery(sources: Sources, name: string, at: number, eventId: string, context: OutageContext): boolean {
  let state = sources.all.get(name)
  if (state === undefined) {
    if (sources.all.size >= mostSources) return false
    state = newSource(name, newRhythm(at))
    sources.all.set(name, state)
    sources.learnt.add(state)
  } else {
    const { outSince } = state
    // A late record of before says nothing of now.
    const over = outSince !== null && at > state.rhythm.lastAt
    const before = state.rhythm.lastAt
    const learnt = deliver(state.rhythm, at)
    if (learnt) sources.learnt.add(state)
    if (learnt || over || state.rhythm.lastAt !== before) state.quietFrom = NaN
    if (over) {
      const back = Math.max(at, outSince)
      const summary = `${name} delivers again, after ${span(back - outSince)} of outage.`
      if (state.alert !== null) resolveOutage(outageOf(state), state.alert, back, eventId, summary, context)
      state.alert = null
      state.outSince = null
    }
  }
  sources.changed.add(state)
  return true
}

/** A person acts on an outage. Once closed, it stays closed until the source has delivered and goes quiet again. */
export function applyOutageAction(sources: Sources, action: AlertAction, tick: number, context: OutageContext): 'applied' | 'unchanged' | Failure {
  const state = sources.all.get(action.accountId)
  const isLatest = state !== undefined && action.alertId === outageAlertId(state.name, state.episodes)
  if (isLatest && state.actions.includes(action.actionId)) return 'unchanged'
  if (!isLatest || state.alert === null) return { step: 'score', code: 'alert.not-open', reason: `alertId ${action.alertId} names no open alert of source ${action.accountId}` }
  const result = actOnOutage(outageOf(state), state.alert, action, Math.max(tick, state.outSince!), context)
  if (typeof result === 'object') return result
  if (result === 'closed') state.alert = null
  state.actions.push(action.actionId)
  if (state.actions.length > keptActions) state.actions.shift()
  sources.changed.add(state)
  return 'applied'
}

const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const

function span(ms: number): string {
  const [name, size] = units.find(([, each]) => ms >= each) ?? units[2]
  const count = Math.max(1, Math.round(ms / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
