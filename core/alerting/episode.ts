import type { Severity } from '../../schemas/types.ts'
import { historyOf, ownerOf, type AccountAlertKind, type AlertStep, type Moment, type OpenAlert } from './alert.ts'
import { say } from './say.ts'
import { isWorse, severityOf } from './severity.ts'

/** A step of an episode without its status. */
export type StepContent = Omit<AlertStep, 'status'>

export interface Opening extends StepContent {
  readonly contactId?: string | null
  readonly target?: number | null
  readonly answeredAt?: number | null
}

/**
 * Whether a kind whose condition holds may open now: not on a closed account, not by time alone after a person closed it, and not within the
 * cool-down of the last end unless it is critical.
 */
export function mayOpen(m: Moment, kind: AccountAlertKind, severity: Severity): boolean {
  const history = historyOf(m.account, kind)
  if (m.observation !== null) {
    history.heldBack = false
    history.byModel = false
  }
  if (m.account.closed || history.heldBack) return false
  const cooling = history.endedAt !== null && m.at - history.endedAt < m.rules.coolDownMs
  if (!cooling || severity === 'CRITICAL') return true
  if (m.cause === 'MODEL') history.byModel = true
  return false
}

/** Opens the next episode of a kind and says so. */
export function open(m: Moment, kind: AccountAlertKind, severity: Severity, { contactId = null, target = null, answeredAt = null, ...step }: Opening): void {
  const history = historyOf(m.account, kind)
  const notify = m.notify && !history.byModel
  history.byModel = false
  const alert: OpenAlert = {
    kind, episode: ++history.episodes, sequence: 0, severity, openedAt: m.at, contactId, state: 'OPENED', level: 0, told: [],
    // Else what a model change opened quietly would page people one by one when the time to acknowledge has passed.
    waitingSince: notify ? m.at : Infinity,
    snoozedUntil: null, assignee: null, owner: ownerOf(m.account, m.rules), target, answeredAt,
  }
  m.account.alerts.open.push(alert)
  say(notify === m.notify ? m : { ...m, notify }, alert, { status: 'OPENED', ...step })
}

/** Ends an alert and says so. */
export function end(m: Moment, alert: OpenAlert, status: 'RESOLVED' | 'CLOSED', step: StepContent): void {
  m.account.alerts.open = m.account.alerts.open.filter((a) => a !== alert)
  const history = historyOf(m.account, alert.kind)
  history.endedAt = m.at
  history.heldBack = status === 'CLOSED'
  say(m, alert, { status, ...step })
}

/** A rise of severity while open is UPDATED; it does not fall within an episode. */
export function worsen(m: Moment, alert: OpenAlert, step: (severity: Severity) => StepContent): void {
  const severity = severityOf(m.account, m.score, m.at, m.rules)
  if (!isWorse(severity, alert.severity)) return
  // There is as much time as such an alert leaves, but no more than there was.
  const { ackWithinMs } = m.rules
  if (alert.waitingSince !== Infinity) alert.waitingSince = Math.min(m.at, alert.waitingSince + ackWithinMs[alert.severity] - ackWithinMs[severity])
  alert.severity = severity
  say(m, alert, { status: 'UPDATED', ...step(severity) })
}
