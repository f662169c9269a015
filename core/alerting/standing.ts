import type { AlertEvent } from '../../schemas/types.ts'

/** Where an alert stands, as its steps tell: one step alone does not, because an update or an escalation leaves it as it was. `Time`: as the steps have it. */
export interface Standing<Time> {
  /** What people have done about it while it is open; RESOLVED or CLOSED: how it ended. */
  readonly state: 'OPENED' | 'ACKNOWLEDGED' | 'SNOOZED' | 'RESOLVED' | 'CLOSED'
  /** Who brought that about; null: nobody, it happened by itself. */
  readonly stateBy: string | null
  /** Since when. While it is open and nobody has taken it, its time to be acknowledged runs from here. */
  readonly stateAt: Time
  /** The latest sentence that says what happened to the account, not to the alert. */
  readonly reason: string
  readonly reasonAt: Time
}

/** What is asked of a step. */
export interface Told<Time> extends Pick<AlertEvent, 'by' | 'summary'> {
  readonly status: string
  readonly at: Time
  readonly openedAt: Time
  readonly snoozedUntil: Time | null
  readonly drivers: readonly unknown[]
}

/** Where an alert stands after one more step; `before` null: the step is its first, or what was before it is not known. */
export function standingAfter<Time>(before: Standing<Time> | null, step: Told<Time>): Standing<Time> {
  const isNews = before === null || step.status === 'OPENED' || ((step.status === 'UPDATED' || step.status === 'ESCALATED') && step.drivers.length > 0)
  return { ...stateAfter(before, step), ...(isNews ? { reason: step.summary, reasonAt: step.at } : { reason: before.reason, reasonAt: before.reasonAt }) }
}

type State<Time> = Pick<Standing<Time>, 'state' | 'stateBy' | 'stateAt'>

function stateAfter<Time>(before: Standing<Time> | null, { status, by, at, openedAt, snoozedUntil }: Told<Time>): State<Time> {
  switch (status) {
    case 'ACKNOWLEDGED': case 'SNOOZED': case 'RESOLVED': case 'CLOSED': return { state: status, stateBy: by, stateAt: at }
    // Whoever is given it has not taken it yet.
    case 'OPENED': case 'ASSIGNED': return { state: 'OPENED', stateBy: by, stateAt: at }
  }
  if (before === null) return { state: snoozedUntil === null ? 'OPENED' : 'SNOOZED', stateBy: null, stateAt: openedAt }
  const isOver = before.state === 'SNOOZED' && snoozedUntil === null
  return isOver ? { state: 'OPENED', stateBy: null, stateAt: at } : { state: before.state, stateBy: before.stateBy, stateAt: before.stateAt }
}
