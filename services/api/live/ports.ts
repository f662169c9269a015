import type { FrequencyRules } from '../../../core/surveys/permission.ts'
import type { AlertAction, AlertEvent, FailedEvent, Severity } from '../../../schemas/types.ts'

/** What the model in force says. Both reject with LogAway. */
export interface Rules {
  contactFrequency(): Promise<FrequencyRules>
  /** How soon an alert is to be acknowledged, and at which scores one opens and resolves: in general, and in the segments. */
  alertRules(): Promise<AlertRules>
}

/** Seconds by severity. */
export type Within = Readonly<Record<Severity, number>>

/** Scores: below the first an alert opens and the band is AT_RISK, below the second it is critical, at the third it resolves; from the last on the band is HEALTHY. */
export interface ScoreLines {
  readonly alertBelow: number
  readonly criticalBelow: number
  readonly clearAt: number
  readonly healthyFrom: number
  /** A year, in whichever currency: with alertBelow it parts the quadrants. */
  readonly goodRevenue: number
}

export interface AlertRules {
  readonly modelVersion: string
  readonly within: Within
  readonly lines: ScoreLines
  readonly segments: readonly { readonly segment: string; readonly within: Within; readonly lines: ScoreLines }[]
}

/** Where a reader of the alert topic is: the next offset of each partition. */
export type Positions = readonly number[]

/** Steps of alerts as they are committed. */
export interface AlertFeed {
  /** Positions up to which ClickHouse is sure to have the steps: from there on, list and stream together miss nothing. Rejects with LogAway. */
  storedUntil(): Promise<Positions>
  /** Whether a subscription from these positions gives all that came behind them: not where retention went past them, or the topic is another one by now. Rejects with LogAway. */
  holds(positions: Positions): Promise<boolean>
  /**
   * Calls `onStep` for every step from `from` on, each partition in its order, until the signal aborts; resolves then. `positions` are those behind the step.
   * Positions that the topic does not hold any more count as its begin.
   */
  subscribe(from: Positions, signal: AbortSignal, onStep: (step: AlertEvent, positions: Positions) => void): Promise<void>
}

/** Where an action stands in the log. */
export interface LoggedAt {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** What became of an action; `pending`: not known yet. */
export type ActionOutcome =
  | { readonly outcome: 'applied'; readonly step: AlertEvent }
  | { readonly outcome: 'refused'; readonly code: string; readonly reason: string }
  | { readonly outcome: 'pending' }

/** Writes people's actions to the log. */
export interface Actions {
  /** Resolves when Kafka has acknowledged the action; with `outcome`, which resolves when the scorer has answered or some seconds have passed. Rejects with LogAway. */
  submit(action: AlertAction): Promise<{ readonly loggedAt: LoggedAt; readonly outcome: Promise<ActionOutcome> }>
}

/** The bytes of a failed event, read as far as they can be. Positions are bytes, `to` is exclusive. */
export interface Decoded {
  /** Null where they are not in Confluent's wire format. */
  readonly schemaId: number | null
  /** Null where the registry does not have it. */
  readonly schema: string | null
  /** Values as text. */
  readonly fields: readonly { readonly path: string; readonly value: string; readonly from: number; readonly to: number; readonly wrong: boolean }[]
  /** Why it could be read no further. */
  readonly fault: { readonly path: string; readonly at: number; readonly reason: string } | null
  readonly wrongBytes: { readonly from: number; readonly to: number } | null
}

/** What can be done with a failed event. */
export interface FailedRecords {
  /** Rejects with RegistryAway. */
  decode(event: FailedEvent): Promise<Decoded>
  /** Publishes it again; rejects with a Refusal where that must not be, with LogAway. */
  replay(event: FailedEvent, again: boolean): Promise<void>
}

/** How far a service is in one partition. */
export interface PartitionProgress {
  readonly partition: number
  readonly lag: number
  /** Broker time of the last record that is read and committed, as ISO 8601; null before the first, and where a service does not say it. */
  readonly readUntil: string | null
}

/** How far a service is. */
export interface PipelineStage {
  readonly service: string
  /** Processes of it. */
  readonly members: number
  /** Records before it, without those before the archive. */
  readonly lag: number
  readonly inputs: readonly { readonly topic: string; readonly lag: number; readonly partitions: readonly PartitionProgress[] }[]
}

export interface Pipeline {
  /** In the order in which an event passes them. Rejects where Kafka does not answer. */
  stages(): Promise<readonly PipelineStage[]>
}

/** Kafka did not answer in time; the message tells the client what that means for what it asked. */
export class LogAway extends Error {
  constructor(cause: unknown, message = 'It gave no answer in time.') {
    super(message, { cause })
    this.name = 'LogAway'
  }
}
