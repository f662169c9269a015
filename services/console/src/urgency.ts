import type { Alert } from './api.ts'

const severities = ['CRITICAL', 'HIGH', 'NORMAL']
const over = new Set(['RESOLVED', 'CLOSED'])

export const isOpen = ({ status }: Pick<Alert, 'status'>): boolean => !over.has(status)

/**
 * Who is to be looked at first: what was put off comes last; by severity, then unacknowledged ones, then by revenue at risk, then the oldest. Currencies are compared by their figures:
 * for an order, not for a sum.
 */
export function byUrgency(a: Alert, b: Alert): number {
  return Number(a.status === 'SNOOZED') - Number(b.status === 'SNOOZED')
    || severities.indexOf(a.severity) - severities.indexOf(b.severity)
    || Number(a.status === 'ACKNOWLEDGED') - Number(b.status === 'ACKNOWLEDGED')
    || (b.revenueAtRisk ?? 0) - (a.revenueAtRisk ?? 0)
    || a.openedAt.localeCompare(b.openedAt) || a.alertId.localeCompare(b.alertId)
}

/** Of the alerts that are meant those on which an action does something: an acknowledged one acknowledged again would silently go to whoever pressed the key. `pending`: what is under way, by alertId. */
export const leftFor = (action: string, alerts: readonly Alert[], pending: ReadonlyMap<string, string>): readonly Alert[] =>
  (action === 'ACKNOWLEDGE' ? alerts.filter(({ alertId, status }) => status !== 'ACKNOWLEDGED' && !pending.has(alertId)) : alerts)

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
export function matches(alert: Alert, filter: InboxFilter, promised: Promised | undefined, now: number): boolean {
  const text = `${alert.accountId ?? ''} ${alert.accountName ?? ''} ${alert.summary}`.toLowerCase()
  return (['severity', 'kind', 'owner', 'segment'] as const).every((field) => filter[field] === '' || alert[field] === filter[field])
    && (filter.state === '' || isIn(filter.state, alert, promised, now))
    && (filter.q === '' || text.includes(filter.q.toLowerCase()))
}

function isIn(state: string, alert: Alert, promised: Promised | undefined, now: number): boolean {
  if (state === 'ACKNOWLEDGED' || state === 'SNOOZED') return alert.status === state
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

/** The time runs from the opening, and anew for whom the alert was given to; what was escalated has missed it. `now`: epoch ms. */
export function dueOf({ status, severity, segment, openedAt, at, escalationLevel }: Alert, promised: Promised | undefined, now: number): Due {
  if (promised === undefined || !['OPENED', 'UPDATED', 'ESCALATED', 'ASSIGNED'].includes(status)) return null
  const within = promised.segments.find((own) => own.segment === segment)?.within ?? promised.within
  const due = Date.parse(status === 'ASSIGNED' ? at : openedAt) + (within[severity as Severity] ?? within.NORMAL) * 1000
  return { at: due, missed: escalationLevel > 0 || due < now }
}
