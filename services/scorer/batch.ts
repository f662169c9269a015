import { newOutcome, type Outcome } from '../../core/scoring/outcome.ts'
import type { AlertEvent } from '../../schemas/types.ts'
import type { FailureCode } from '../../core/failures.ts'
import { RecordSets } from '../shared/kafka/record-set.ts'

/** What one transaction will write. Results are encoded as soon as a record has brought them about, so that objects do not outlive their record. */
export interface Batch {
  /** What is not encoded yet. */
  readonly out: Outcome
  readonly records: RecordSets
  /** Accounts whose state it will write, too. */
  changes: number
  readonly tally: BatchTally
}

/** Of the records encoded so far. */
export interface BatchTally {
  interactions: number
  scores: number
  readonly alerts: Pick<AlertEvent, 'kind' | 'status'>[]
  readonly failures: FailureCode[]
  /** Broker time of the input record of the first and of the last interaction, epoch ms; NaN where there is none. */
  firstReceivedAt: number
  lastReceivedAt: number
}

export const newBatch = (): Batch => ({
  out: newOutcome(), records: new RecordSets(), changes: 0,
  tally: { interactions: 0, scores: 0, alerts: [], failures: [], firstReceivedAt: NaN, lastReceivedAt: NaN },
})

/** So many accounts one transaction writes at most, and a record one more: the state of one that remembers a thousand ids takes 80 KB. */
const mostChanges = 5000

export const isFull = ({ records, changes }: Batch, maxBatch: number): boolean => records.count >= maxBatch || changes >= mostChanges

/** Moves what a record has brought about to the encoded records. */
export function drain({ out, records, tally }: Batch, encode: (out: Outcome, into: RecordSets) => void): void {
  const { interactions, scores, alerts, failures } = out
  if (interactions.length > 0) {
    if (tally.interactions === 0) tally.firstReceivedAt = interactions[0]!.receivedAt
    tally.lastReceivedAt = interactions[interactions.length - 1]!.receivedAt
    tally.interactions += interactions.length
  }
  tally.scores += scores.length
  for (const { kind, status } of alerts) tally.alerts.push({ kind, status })
  for (const { failure } of failures) tally.failures.push(failure.code)
  encode(out, records)
  interactions.length = scores.length = alerts.length = failures.length = 0
}
