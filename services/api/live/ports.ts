import type { FrequencyRules } from '../../../core/surveys/permission.ts'
import type { AlertAction, AlertEvent } from '../../../schemas/types.ts'

/** What the model in force says. */
export interface Rules {
  contactFrequency(): Promise<FrequencyRules>
}

/** Where a reader of the alert topic is: the next offset of each partition. */
export type Positions = readonly number[]

/** Steps of alerts as they are committed. */
export interface AlertFeed {
  readonly partitions: number
  /** Positions up to which ClickHouse is sure to have the steps: from there on, list and stream together miss nothing. */
  storedUntil(): Promise<Positions>
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

/** Kafka did not acknowledge in time: whether the action is in the log is not known. */
export class LogAway extends Error {
  constructor(cause: unknown) {
    super('Kafka did not acknowledge in time', { cause })
    this.name = 'LogAway'
  }
}
