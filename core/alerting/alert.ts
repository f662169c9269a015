import type { AlertEvent, AlertKind, AlertStatus, Cause, Severity } from '../../schemas/types.ts'
import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import type { Observation } from '../scoring/observation.ts'
import type { Score } from '../scoring/score.ts'

/** The kinds that belong to one account. */
export type AccountAlertKind = Exclude<AlertKind, 'UNKNOWN' | 'SOURCE_OUTAGE' | 'MODEL_CHANGE'>

/** What people have done about an open alert. */
export type OpenState = 'OPENED' | 'ACKNOWLEDGED' | 'SNOOZED'

/** An alert that is open on an account. Times are epoch ms of log time. */
export interface OpenAlert {
  readonly kind: AccountAlertKind
  readonly episode: number
  /** Sequence of its latest step. */
  sequence: number
  /** Does not fall within an episode. */
  severity: Severity
  readonly openedAt: number
  /** For LOW_SURVEY, of which there is one a contact. */
  readonly contactId: string | null
  state: OpenState
  /** Escalations so far, since it was given to whoever has it. */
  level: number
  /** Whom it was escalated to in these. */
  told: string[]
  /** From when the time to acknowledge runs: the opening, the last escalation, or the end of a snooze. Infinity: it opened quietly, and nobody was told of it yet. */
  waitingSince: number
  /** While snoozed. */
  snoozedUntil: number | null
  /** The person an action gave it to; null: the account's owner. */
  assignee: string | null
  /** Whom the latest step named as owner. */
  owner: string
  /** For SCORE_DROP: the score at which half of the fall is regained. */
  readonly target: number | null
  /** For LOW_SURVEY: when the latest low answer was given. */
  answeredAt: number | null
}

/** The life of one kind on an account, over its episodes. */
export interface KindHistory {
  /** Episodes so far; the n-th alert is episode n. */
  episodes: number
  /** Since when the condition has held without an alert or with one; null where it does not hold. For kinds with a dwell. */
  since: number | null
  /** When the latest alert ended; the cool-down runs from here. */
  endedAt: number | null
  /** A person closed it: time alone does not open the kind again, a new observation does. */
  heldBack: boolean
  /** A model change made the condition hold while the kind cooled down: at the end of that it opens quietly, or a model change would page people one by one after all. */
  byModel: boolean
}

export interface AccountAlerts {
  /** In the order of opening. */
  open: OpenAlert[]
  /** Undefined for kinds that never held. */
  history: Record<AccountAlertKind, KindHistory | undefined>
}

/** With every kind named, so that all accounts are of one shape to V8. */
export const noAlerts = (): AccountAlerts => ({ open: [], history: { SCORE_BELOW: undefined, SCORE_DROP: undefined, LOW_SURVEY: undefined, SILENT: undefined, BURST: undefined } })

/** The cause of an alert's step: that of the score, or a person's action. */
export type AlertCause = Exclude<Cause, 'UNKNOWN'> | 'ACTION'

/** Where a step of the log comes from. */
export interface LogPosition {
  readonly partition: number
  readonly offset: number
}

/** One moment of an account at which its alerts are looked at. */
export interface Moment {
  readonly account: Account
  readonly rules: SegmentRules
  readonly modelVersion: string
  /** Account time, epoch ms. */
  readonly at: number
  readonly cause: AlertCause
  readonly eventId: string | null
  readonly position: LogPosition
  readonly score: Score
  /** The observation just put in; null where time, CRM or the model moved the score. */
  readonly observation: Observation | null
  /** False where nobody shall be addressed: a model change pages nobody one by one. */
  readonly notify: boolean
  readonly steps: AlertEvent[]
  /** The source of the account's latest contact has an outage: its silence says nothing of the customer. */
  readonly sourceIsOut: boolean
}

/** Why an open alert is told of anew: its snooze is over, the account has another owner, or a bad experience came to what a model change had opened quietly. */
export type Turn = 'SNOOZE_OVER' | 'NEW_OWNER' | 'NOT_QUIET_ANY_MORE'

/** A step about to be said. */
export interface AlertStep {
  readonly status: AlertStatus
  readonly threshold: number | null
  readonly comparison: Comparison
  /** Whom it is addressed to; absent: the owner, and for CRITICAL the escalation owner too. */
  readonly notify?: readonly string[]
  /** For an UPDATED step that no rise of severity brings about. */
  readonly turn?: Turn
  readonly by?: string
  readonly outcome?: string | null
  readonly note?: string | null
}

/** What a change is explained against; `score` null where there is nothing to compare with. */
export interface Comparison {
  readonly score: Score | null
  readonly at: number | null
  /** Events accepted by then. */
  readonly accepted: number
}

/** For steps that no change of score explains. */
export const nothingToCompare: Comparison = { score: null, at: null, accepted: 0 }

/** The history of a kind, begun where it is not there yet. */
export const historyOf = (account: Account, kind: AccountAlertKind): KindHistory =>
  (account.alerts.history[kind] ??= { episodes: 0, since: null, endedAt: null, heldBack: false, byModel: false })

/** The open alert of a kind of which an account has one at most. */
export const openOf = (account: Account, kind: AccountAlertKind): OpenAlert | undefined => account.alerts.open.find((a) => a.kind === kind)

/** Who answers for the account now: its CRM owner, else the segment's default. Never nobody. */
export const ownerOf = (account: Account, rules: SegmentRules): string => account.crm.owner ?? rules.defaultOwner
