/**
 * Generated from schemas/*.avsc and schemas/internal/timeline.avsc by `npm run generate`; do not edit.
 * The shapes are those that avsc reads and writes: null unions unwrapped, times in epoch milliseconds, bytes a Buffer.
 */

export type Directness = 'UNKNOWN' | 'DIRECT' | 'INDIRECT'

export type Stage = 'UNKNOWN' | 'AWARE' | 'CONSIDER' | 'BUY' | 'RECEIVE' | 'USE' | 'SUPPORT' | 'RENEW' | 'LEAVE'

export type Outcome = 'UNKNOWN' | 'SUCCEEDED' | 'FAILED' | 'ABANDONED' | 'ESCALATED' | 'COMPLAINED' | 'PRAISED'

/** One contact, direct or indirect, between an account and the company. */
export interface TouchPointEvent {
  /** Unique within the account over all kinds of events; a repeat is a duplicate. */
  eventId: string
  /** Epoch milliseconds. */
  occurredAt: number
  /** Publishing system, e.g. helpdesk. */
  source: string
  /** Either this or contactId must be set. */
  accountId: string | null
  /** Person; resolved to an account through CRM where accountId is null. */
  contactId: string | null
  /** Key such as delivery or support.call. */
  touchPoint: string
  directness: Directness
  /** Audience of an indirect contact, in people. */
  reach: number | null
  stage: Stage | null
  /** web, phone, store, email … */
  channel: string | null
  location: string | null
  outcome: Outcome | null
  /** e.g. waitSeconds, delayDays. */
  measures: Record<string, number>
  /** What this customer was promised, by measure. */
  expected: Record<string, number>
  text: string | null
  /** BCP 47. */
  language: string | null
  /** eventId of the original event that this one replaces; the latest correction wins. */
  corrects: string | null
  attributes: Record<string, string>
}

export type SurveyStatus = 'UNKNOWN' | 'SENT' | 'ANSWERED' | 'EXPIRED'

export type SurveyPattern = 'UNKNOWN' | 'TRANSACTION' | 'RELATIONSHIP' | 'STUDY'

export type SurveyMetric = 'UNKNOWN' | 'NPS' | 'CSAT' | 'CES' | 'RATING'

/** A survey was sent to, answered by, or expired for a contact. */
export interface SurveyEvent {
  eventId: string
  /** Epoch milliseconds. */
  occurredAt: number
  source: string
  accountId: string | null
  contactId: string | null
  surveyId: string
  status: SurveyStatus
  /** Past, present or potential experience. */
  pattern: SurveyPattern
  metric: SurveyMetric
  score: number | null
  scaleMin: number
  scaleMax: number
  higherIsBetter: boolean
  comment: string | null
  language: string | null
  /** What a transaction survey asks about. */
  touchPoint: string | null
  stage: Stage | null
  channel: string | null
  location: string | null
  corrects: string | null
  attributes: Record<string, string>
}

export type CrmKind = 'UNKNOWN' | 'ACCOUNT_UPSERTED' | 'ACCOUNT_CLOSED' | 'CONTACT_UPSERTED' | 'ERASURE_REQUESTED'

export interface Account {
  name: string | null
  segment: string | null
  vertical: string | null
  region: string | null
  annualRevenue: number | null
  /** ISO 4217. */
  currency: string | null
  /** Person who answers for the account. */
  owner: string | null
  escalationOwner: string | null
  /** Epoch milliseconds. */
  renewalAt: number | null
  parentAccountId: string | null
  attributes: Record<string, string>
}

/** State of an account or of a contact in the CRM. An upsert carries the whole record; the one with the latest occurredAt wins. */
export interface CrmEvent {
  eventId: string
  /** Epoch milliseconds. */
  occurredAt: number
  source: string
  kind: CrmKind
  accountId: string
  /** For CONTACT_UPSERTED, and for the erasure of one person. */
  contactId: string | null
  /** For ACCOUNT_UPSERTED. */
  account: Account | null
}

export type ActionKind = 'UNKNOWN' | 'ACKNOWLEDGE' | 'ASSIGN' | 'SNOOZE' | 'CLOSE'

export type AlertOutcome = 'UNKNOWN' | 'SAVED' | 'NOT_SAVED' | 'FALSE_ALARM'

/** What a person did about an alert. */
export interface AlertAction {
  /** Applied once. */
  actionId: string
  /** Epoch milliseconds. */
  occurredAt: number
  accountId: string
  alertId: string
  action: ActionKind
  by: string
  /** For ASSIGN. */
  assignee: string | null
  /** For SNOOZE. Epoch milliseconds. */
  until: number | null
  /** For CLOSE. */
  outcome: AlertOutcome | null
  note: string | null
}

export type InteractionKind = 'TOUCH_POINT' | 'SURVEY'

export type InteractionDirectness = 'DIRECT' | 'INDIRECT'

export interface SurveyAnswer {
  surveyId: string
  status: string
  pattern: string
  metric: string
  score: number | null
  scaleMin: number
  scaleMax: number
  higherIsBetter: boolean
}

/** One accepted touch-point or survey event of an account (whatever the survey's status), enriched and scored. Enough to recompute every score without the original text. Identity: (accountId, eventId). */
export interface Interaction {
  eventId: string
  kind: InteractionKind
  /** Epoch milliseconds. */
  occurredAt: number
  /** Kafka timestamp of the input record. Epoch milliseconds. */
  receivedAt: number
  source: string
  accountId: string
  contactId: string | null
  touchPoint: string | null
  directness: InteractionDirectness
  reach: number | null
  stage: string | null
  channel: string | null
  location: string | null
  outcome: string | null
  measures: Record<string, number>
  survey: SurveyAnswer | null
  text: string | null
  language: string | null
  /** -1..1; null where the text gives no cue. */
  sentiment: number | null
  emotions: string[]
  effort: number | null
  /** Null where the event is not an observation. */
  driver: string | null
  /** Observation value, 0..100. */
  value: number | null
  weight: number | null
  corrects: string | null
  segment: string | null
  vertical: string | null
  region: string | null
  scoreAfter: number | null
  modelVersion: string
  logPartition: number
  logOffset: number
  attributes: Record<string, string>
}

export type Band = 'UNKNOWN' | 'AT_RISK' | 'WATCH' | 'HEALTHY'

export type Quadrant = 'MODEL' | 'GROWTH' | 'AT_RISK' | 'DANGLING'

export type Cause = 'UNKNOWN' | 'EVENT' | 'DECAY' | 'MODEL' | 'CRM' | 'CORRECTION' | 'ERASURE'

/** An account's experience score after one log record: one record for each that changed it, with the cause of its last step. Absolute, so the latest one wins. Maps are written in the byte order of their keys, lists in the order that their field says. */
export interface AccountScore {
  accountId: string
  /** Account time t of the score. Epoch milliseconds. */
  at: number
  score: number
  evidence: number
  band: Band
  quadrant: Quadrant | null
  /** D_c; score = prior + sum of these. */
  drivers: Record<string, number>
  /** mu */
  prior: number
  trend7d: number | null
  trend30d: number | null
  /** Accepted contacts so far. */
  contacts: number
  observations: number
  /** Epoch milliseconds. */
  lastContactAt: number | null
  stage: string | null
  segment: string | null
  vertical: string | null
  region: string | null
  annualRevenue: number | null
  currency: string | null
  owner: string | null
  /** Epoch milliseconds. */
  renewalAt: number | null
  /** Kinds of the alerts now open, sorted. */
  openAlerts: string[]
  cause: Cause
  causeEventId: string | null
  modelVersion: string
  logPartition: number
  logOffset: number
  /** Evidence now / evidence at the close 30 days before; falls when an account falls quiet. */
  engagement30d: number | null
  /** Whether CRM says that the account is closed. */
  isClosed: boolean
  /** The account's name in CRM. */
  accountName: string | null
}

export type AlertStatus = 'UNKNOWN' | 'OPENED' | 'UPDATED' | 'ESCALATED' | 'ACKNOWLEDGED' | 'ASSIGNED' | 'SNOOZED' | 'RESOLVED' | 'CLOSED'

export type AlertKind = 'UNKNOWN' | 'SCORE_BELOW' | 'SCORE_DROP' | 'LOW_SURVEY' | 'SILENT' | 'BURST' | 'SOURCE_OUTAGE' | 'MODEL_CHANGE'

export type Severity = 'NORMAL' | 'HIGH' | 'CRITICAL'

export interface DriverChange {
  driver: string
  change: number
  /** D_c after. */
  contribution: number
  eventIds: string[]
}

/** One step in the life of an alert. A read-committed consumer sees each (alertId, sequence) exactly once. */
export interface AlertEvent {
  /** Pure function of account, kind and episode. */
  alertId: string
  /** 1 for OPENED, then one more for each step. */
  sequence: number
  status: AlertStatus
  kind: AlertKind
  episode: number
  severity: Severity
  /** Null for SOURCE_OUTAGE and MODEL_CHANGE. */
  accountId: string | null
  /** For LOW_SURVEY. */
  contactId: string | null
  accountName: string | null
  segment: string | null
  vertical: string | null
  region: string | null
  stage: string | null
  annualRevenue: number | null
  currency: string | null
  /** Epoch milliseconds. */
  renewalAt: number | null
  revenueAtRisk: number | null
  quadrant: string | null
  /** At comparedWith. */
  scoreBefore: number | null
  /** Time of the score that the change is explained against. Epoch milliseconds. */
  comparedWith: number | null
  scoreAfter: number | null
  threshold: number | null
  evidence: number | null
  /** Signed changes, largest effect first; they add up to scoreAfter - scoreBefore. A change of mu is the driver named prior. */
  drivers: DriverChange[]
  /** Event ids of the last three with text. */
  verbatims: string[]
  owner: string
  escalationLevel: number
  /** People this step is addressed to. */
  notify: string[]
  /** Epoch milliseconds. */
  openedAt: number
  /** Log time of this step. Epoch milliseconds. */
  at: number
  /** Epoch milliseconds. */
  snoozedUntil: number | null
  /** Person who acted. */
  by: string | null
  outcome: string | null
  note: string | null
  /** EVENT, DECAY, MODEL, CRM, CORRECTION, ERASURE or ACTION. */
  cause: string
  causeEventId: string | null
  /** One plain English sentence. */
  summary: string
  modelVersion: string
  logPartition: number
  logOffset: number
}

/** An input record that could not be processed, with its original bytes, so that it can be replayed. */
export interface FailedEvent {
  /** topic:partition:offset of the original record. */
  failureId: string
  /** Epoch milliseconds. */
  at: number
  /** decode, validate, identify, score, store. */
  step: string
  /** From the closed list of codes, e.g. avro.undecodable, time.in-future. */
  code: string
  /** What is wrong, with the field's path. */
  reason: string
  topic: string
  partition: number
  offset: number
  /** Epoch milliseconds. */
  timestamp: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers: Record<string, Uint8Array>
  /** 1 + the number of replays. */
  attempts: number
}

export type TimelineKind = 'SETTINGS' | 'TOUCH_POINT' | 'SURVEY' | 'ACCOUNT' | 'ACTION' | 'PROGRESS'

/** One record of the timeline (and, before its account is known, of by-contact). Written as one format byte (1) and Avro binary; needs no registry to be read. */
export interface TimelineRecord {
  kind: TimelineKind
  /** Source topic without the deployment's prefix: touchpoints, surveys, crm, alert-actions, settings, by-contact. */
  topic: string
  /** Source partition. */
  partition: number
  /** Raised when the source topic was recreated. */
  epoch: number
  /** Source offset; for SETTINGS the settings' number. */
  offset: number
  /** Running number where one source record gives several. */
  number: number
  /** Broker time of the source record, epoch ms; for PROGRESS the time up to which the source was read. */
  timestamp: number
  /** Published version of the event's own schema that event is written with; 0 where event is not Avro. */
  schema: number
  /** -1..1; null where the text gives no cue. */
  sentiment: number | null
  emotions: string[]
  effort: number | null
  /** The event in Avro binary; for SETTINGS JSON; for PROGRESS empty. */
  event: Uint8Array
}

/** The value type of each contract. */
export interface Contracts {
  'touch-point': TouchPointEvent
  'survey': SurveyEvent
  'crm': CrmEvent
  'alert-action': AlertAction
  'interaction': Interaction
  'account-score': AccountScore
  'alert': AlertEvent
  'failed-event': FailedEvent
}
