/** The alert of a source's outage: what it says, and what people and time do about it. Pure; times are epoch ms. */
import type { AlertAction, AlertEvent, AlertStatus } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'
import type { Model, SegmentRules } from '../model/model.ts'
import { faultOf, nextState, statusOf } from './action.ts'
import type { LogPosition, OpenState } from './alert.ts'
import { until } from './words.ts'

/** An open outage alert, in the partition that speaks for the source. */
export interface OutageAlert {
  sequence: number
  state: OpenState
  /** Escalations so far. */
  level: number
  /** From when the time to acknowledge runs. */
  waitingSince: number
  snoozedUntil: number | null
  /** The person an action gave it to; null: the model's default owner. */
  assignee: string | null
}

/** What an outage's steps need to be said. */
export interface OutageContext {
  readonly model: Model
  readonly position: LogPosition
  readonly alerts: AlertEvent[]
}

/** The outage that an alert is of. */
export interface Outage {
  readonly name: string
  readonly episode: number
  readonly since: number
}

export const outageAlertId = (name: string, episode: number): string => `${name}~SOURCE_OUTAGE~${episode}`

/** Whether an action is about a source's outage; then its account id is the source's name. */
export const isAboutOutage = ({ accountId, alertId }: AlertAction): boolean => alertId.startsWith(`${accountId}~SOURCE_OUTAGE~`)

/** A source belongs to no segment. */
const rulesOf = ({ model }: OutageContext): SegmentRules => model.segment(null)

/** `now`: the tick at which it is said, from when people have time to acknowledge it; it may have begun long before. */
export function openOutage(outage: Outage, summary: string, now: number, context: OutageContext): OutageAlert {
  const alert: OutageAlert = { sequence: 0, state: 'OPENED', level: 0, waitingSince: now, snoozedUntil: null, assignee: null }
  say(outage, alert, context, { status: 'OPENED', at: outage.since, summary })
  return alert
}

export function resolveOutage(outage: Outage, alert: OutageAlert, at: number, eventId: string, summary: string, context: OutageContext): void {
  say(outage, alert, context, { status: 'RESOLVED', at, eventId, summary })
}

/** When the alert asks for something by time alone: the escalation, or the end of a snooze; Infinity where never. */
export function outageDue({ state, snoozedUntil, level, waitingSince }: OutageAlert, rules: SegmentRules): number {
  if (state === 'SNOOZED') return snoozedUntil!
  // From its owner an outage goes to the executive: a source has no escalation owner.
  return state === 'ACKNOWLEDGED' || level > 0 ? Infinity : waitingSince + rules.ackWithinMs.NORMAL
}

/** Ends a snooze, or escalates, where that is due by `tick`; each at its own time. */
export function reviewOutage(outage: Outage, alert: OutageAlert, tick: number, context: OutageContext): boolean {
  const rules = rulesOf(context)
  const due = outageDue(alert, rules)
  if (due > tick) return false
  alert.waitingSince = due
  if (alert.state === 'SNOOZED') {
    alert.state = 'OPENED'
    alert.snoozedUntil = null
    say(outage, alert, context, { status: 'UPDATED', at: due, summary: `The outage of ${outage.name} is no longer put off.` })
  } else {
    alert.level++
    say(outage, alert, context, { status: 'ESCALATED', at: due, notify: [rules.executive], summary: `Nobody has acknowledged the outage of ${outage.name} in time.` })
  }
  return true
}

/** A person acts on the outage's alert at `at`. Gives whether it is still open, or what is wrong with the action. */
export function actOnOutage(outage: Outage, alert: OutageAlert, action: AlertAction, at: number, context: OutageContext): 'open' | 'closed' | Failure {
  const fault = faultOf(action, at)
  if (fault !== null) return fault
  const people = { by: action.by, note: action.note, eventId: action.actionId, at, action: true } as const
  const state = nextState(alert.state, action)
  if (state === 'CLOSED') {
    say(outage, alert, context, { ...people, status: 'CLOSED', notify: [], outcome: action.outcome, summary: `${action.by} has closed the outage of ${outage.name} as ${action.outcome}.` })
    return 'closed'
  }
  alert.state = state
  alert.snoozedUntil = state === 'SNOOZED' ? action.until : null
  if (action.action === 'ASSIGN') {
    alert.assignee = action.assignee
    alert.waitingSince = at
    alert.level = 0
  }
  const done = { ACKNOWLEDGE: 'taken note of', ASSIGN: 'given', SNOOZE: 'put off' }[action.action as 'ACKNOWLEDGE' | 'ASSIGN' | 'SNOOZE']
  const how = action.action === 'ASSIGN' ? ` to ${action.assignee}` : action.action === 'SNOOZE' ? ` ${until(action.until!)}` : ''
  say(outage, alert, context, { ...people, status: statusOf(action), notify: action.action === 'ASSIGN' ? [action.assignee!] : [], summary: `${action.by} has ${done} the outage of ${outage.name}${how}.` })
  return 'open'
}

interface Said {
  readonly status: AlertStatus
  readonly at: number
  readonly summary: string
  /** Absent: the owner. */
  readonly notify?: readonly string[]
  /** The event or action that caused it; absent: time alone. */
  readonly eventId?: string
  readonly action?: boolean
  readonly by?: string
  readonly outcome?: string | null
  readonly note?: string | null
}

function say(outage: Outage, alert: OutageAlert, context: OutageContext, said: Said): void {
  const { model, position, alerts } = context
  const owner = alert.assignee ?? rulesOf(context).defaultOwner
  alerts.push({
    alertId: outageAlertId(outage.name, outage.episode), sequence: ++alert.sequence, status: said.status, kind: 'SOURCE_OUTAGE', episode: outage.episode, severity: 'NORMAL',
    accountId: null, contactId: null, accountName: null, segment: null, vertical: null, region: null, stage: null, annualRevenue: null, currency: null,
    renewalAt: null, revenueAtRisk: null, quadrant: null, scoreBefore: null, comparedWith: null, scoreAfter: null, threshold: null, evidence: null,
    drivers: [], verbatims: [], owner, escalationLevel: alert.level, notify: [...(said.notify ?? [owner])], openedAt: outage.since, at: said.at,
    snoozedUntil: alert.snoozedUntil, by: said.by ?? null, outcome: said.outcome ?? null, note: said.note ?? null,
    cause: said.action ? 'ACTION' : said.eventId === undefined ? 'DECAY' : 'EVENT', causeEventId: said.eventId ?? null, summary: said.summary,
    modelVersion: model.version, logPartition: position.partition, logOffset: position.offset,
  })
}
