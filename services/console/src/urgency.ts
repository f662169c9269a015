import type { LiveAlert } from './api.ts'
import { atRiskOf, type AccountsNow } from './at-risk.ts'

const severities = ['CRITICAL', 'HIGH', 'NORMAL']
const over = new Set(['RESOLVED', 'CLOSED'])

export const isOpen = ({ status }: Pick<LiveAlert, 'status'>): boolean => !over.has(status)

/**
 * Who is to be looked at first: what was put off comes last; by severity, then unacknowledged ones, then by revenue at risk now, then the oldest. Currencies are compared by their figures:
 * for an order, not for a sum.
 */
export const byUrgency = (known: AccountsNow | undefined) => (a: LiveAlert, b: LiveAlert): number =>
  Number(a.state === 'SNOOZED') - Number(b.state === 'SNOOZED')
    || severities.indexOf(a.severity) - severities.indexOf(b.severity)
    || Number(a.state === 'ACKNOWLEDGED') - Number(b.state === 'ACKNOWLEDGED')
    || (atRiskOf(b, known).amount ?? 0) - (atRiskOf(a, known).amount ?? 0)
    || a.openedAt.localeCompare(b.openedAt) || a.alertId.localeCompare(b.alertId)

/** Of the alerts that are meant those on which an action does something: an acknowledged one acknowledged again would silently go to whoever pressed the key. `pending`: what is under way, by alertId. */
export const leftFor = (action: string, alerts: readonly LiveAlert[], pending: ReadonlyMap<string, string>): readonly LiveAlert[] =>
  (action === 'ACKNOWLEDGE' ? alerts.filter(({ alertId, state }) => state !== 'ACKNOWLEDGED' && !pending.has(alertId)) : alerts)

/** What became of an alert since it opened, in one symbol: an update does not undo what people did; null where it only stands. */
export const becameOf = ({ state, status, escalationLevel }: LiveAlert): string | null =>
  (state !== 'OPENED' ? state : status === 'ASSIGNED' ? status : escalationLevel > 0 ? 'ESCALATED' : null)

/** Where an open alert stands, for who looks for those that wait for somebody. */
export const alertStates = ['WAITING', 'OVERDUE', 'ACKNOWLEDGED', 'SNOOZED'] as const

export interface InboxFilter {
  /** One of `alertStates`; those that are overdue wait, too. */
  readonly state: string
  readonly severity: string
  readonly kind: string
  readonly owner: string
  readonly segment: string
  readonly q: string
}

/** Whether an alert passes at `now` (epoch ms); empty fields let everything pass. */
export function matches(alert: LiveAlert, filter: InboxFilter, promised: Promised | undefined, now: number): boolean {
  const text = `${alert.accountId ?? ''} ${alert.accountName ?? ''} ${alert.summary} ${alert.reason}`.toLowerCase()
  return (['severity', 'kind', 'owner', 'segment'] as const).every((field) => filter[field] === '' || alert[field] === filter[field])
    && (filter.state === '' || isIn(filter.state, alert, promised, now))
    && (filter.q === '' || text.includes(filter.q.toLowerCase()))
}

function isIn(state: string, alert: LiveAlert, promised: Promised | undefined, now: number): boolean {
  if (state === 'ACKNOWLEDGED' || state === 'SNOOZED') return alert.state === state
  const due = dueOf(alert, promised, now)
  return due !== null && (state === 'WAITING' || due.missed)
}

type Severity = 'CRITICAL' | 'HIGH' | 'NORMAL'
type Within = Readonly<Record<Severity, number>>

/** How soon alerts are to be acknowledged: seconds by severity, in general and in segments of their own. */
export interface Promised {
  readonly within: Within
  readonly segments: readonly { readonly segment: string; readonly within: Within }[]
}

/** An alert's time to be acknowledged: until when (epoch ms), or that it has passed; null where nobody waits for that. */
export type Due = { readonly at: number; readonly missed: boolean } | null

/** The time runs from the opening, and anew for whom the alert was given to, and when it is no longer put off; what was escalated has missed it. `now`: epoch ms. */
export function dueOf({ state, stateAt, severity, segment, escalationLevel }: LiveAlert, promised: Promised | undefined, now: number): Due {
  if (promised === undefined || state !== 'OPENED') return null
  const within = promised.segments.find((own) => own.segment === segment)?.within ?? promised.within
  const due = Date.parse(stateAt) + (within[severity as Severity] ?? within.NORMAL) * 1000
  return { at: due, missed: escalationLevel > 0 || due < now }
}
