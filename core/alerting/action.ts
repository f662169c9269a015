import type { ActionKind, AlertAction, AlertStatus } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'
import type { Moment, OpenAlert, OpenState } from './alert.ts'
import { end } from './episode.ts'
import { beginAnew } from './escalation.ts'
import { asItStands } from './explain.ts'
import { say } from './say.ts'

type Known = Exclude<ActionKind, 'UNKNOWN'>

/** The life of an open alert as far as people make it: what each action turns each state into. CLOSED is no state: the alert is gone. */
export const transitions: Readonly<Record<OpenState, Readonly<Record<Known, OpenState | 'CLOSED'>>>> = {
  OPENED: { ACKNOWLEDGE: 'ACKNOWLEDGED', ASSIGN: 'OPENED', SNOOZE: 'SNOOZED', CLOSE: 'CLOSED' },
  ACKNOWLEDGED: { ACKNOWLEDGE: 'ACKNOWLEDGED', ASSIGN: 'OPENED', SNOOZE: 'SNOOZED', CLOSE: 'CLOSED' },
  SNOOZED: { ACKNOWLEDGE: 'ACKNOWLEDGED', ASSIGN: 'OPENED', SNOOZE: 'SNOOZED', CLOSE: 'CLOSED' },
}

/** What an action makes of an open alert's state. */
export const nextState = (state: OpenState, { action }: AlertAction): OpenState | 'CLOSED' => transitions[state][action as Known]

/** The status of the step that tells of an action that leaves the alert open. */
export const statusOf = ({ action }: AlertAction): AlertStatus => statuses[action as Exclude<Known, 'CLOSE'>]

const statuses: Readonly<Record<Exclude<Known, 'CLOSE'>, AlertStatus>> = { ACKNOWLEDGE: 'ACKNOWLEDGED', ASSIGN: 'ASSIGNED', SNOOZE: 'SNOOZED' }

/** What is wrong with an action before it meets an alert; null where nothing is. `at`: account time. */
export function faultOf({ action, assignee, until, outcome }: AlertAction, at: number): Failure | null {
  if (action === 'UNKNOWN') return { step: 'score', code: 'alert.unknown-action', reason: 'action is UNKNOWN' }
  if (action === 'ASSIGN' && !assignee) return incomplete('assignee is missing')
  if (action === 'SNOOZE' && (until === null || until <= at)) return incomplete(until === null ? 'until is missing' : 'until is not ahead of the account\'s time')
  if (action === 'CLOSE' && (outcome === null || outcome === 'UNKNOWN')) return incomplete('outcome is missing')
  return null
}

const incomplete = (reason: string): Failure => ({ step: 'score', code: 'alert.incomplete-action', reason })

/** A person acts on an open alert; the action was checked. Acknowledging and snoozing stop escalation, a new assignee's time begins anew. */
export function act(m: Moment, alert: OpenAlert, action: AlertAction): void {
  const said = { ...asItStands(m, alert), by: action.by, note: action.note }
  const state = nextState(alert.state, action)
  if (state === 'CLOSED') return end(m, alert, 'CLOSED', { ...said, outcome: action.outcome, notify: [] })
  alert.state = state
  alert.snoozedUntil = state === 'SNOOZED' ? action.until : null
  if (action.action === 'ASSIGN') {
    alert.assignee = action.assignee
    beginAnew(alert, m.at)
  }
  say(m, alert, { ...said, status: statusOf(action), notify: action.action === 'ASSIGN' ? [action.assignee!] : [] })
}
