import type { Cause } from '../../schemas/types.ts'
import { review } from '../alerting/review.ts'
import type { AlertCause, LogPosition, Moment } from '../alerting/alert.ts'
import type { Model } from '../model/model.ts'
import { isWatched, type Account } from './account.ts'
import { moveTime } from './closes.ts'
import type { Observation } from './observation.ts'
import { scoreRecord } from './outputs.ts'
import type { Outcome } from './outcome.ts'
import { scoreAt, type Score } from './score.ts'

/** What every step of one log record shares. */
export interface Context {
  readonly model: Model
  readonly position: LogPosition
  /** The partition's tick time: no account is behind it. */
  readonly tick: number
  readonly out: Outcome
  /** Whether a source has an outage, as this partition sees it. */
  readonly isOut: (source: string) => boolean
}

/** One account's part in one log record. */
export interface Step {
  readonly context: Context
  readonly account: Account
  /** Null where time alone acts. */
  readonly eventId: string | null
  readonly notify: boolean
}

/** The account's time before a record is applied. */
export const timeOf = (account: Account, tick: number): number => Math.max(account.time, tick)

/** First half of every record: time moves on, and alone may already move an alert (cause DECAY). Gives whether it moved. */
export function applyTime(step: Step, to: number): boolean {
  const { account, context } = step
  const moved = moveTime(account, to, context.model)
  if (moved && isWatched(account)) review(momentOf(step, 'DECAY', scoreAt(account, account.time, context.model), null))
  return moved
}

/** The moment at which the account's alerts are looked at. */
export function momentOf(step: Step, cause: AlertCause, score: Score, observation: Observation | null, at = step.account.time): Moment {
  const { account, context } = step
  return {
    account, rules: context.model.segment(account.crm.segment), modelVersion: context.model.version, at, cause,
    eventId: step.eventId, position: context.position, score, observation, notify: step.notify, steps: context.out.alerts,
    sourceIsOut: account.fedBy !== null && context.isOut(account.fedBy),
  }
}

/** Publishes the account's score as it now is. */
export function publish(step: Step, cause: Exclude<Cause, 'UNKNOWN'>, score: Score): void {
  const { account, context } = step
  context.out.scores.push(
    scoreRecord({ account, model: context.model, at: account.time, cause, eventId: step.eventId, position: context.position, score }),
  )
}
