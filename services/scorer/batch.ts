import { newOutcome, sizeOf, type Outcome } from '../../core/scoring/outcome.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { Slabs } from '../shared/slabs.ts'

/** What one transaction will write. Results are encoded as soon as a record has brought them about, so that objects do not outlive their record. */
export interface Batch {
  /** What is not encoded yet: alerts and failures until the end, which are few. */
  readonly out: Outcome
  readonly records: OutRecord[]
  /** Where the records' values lie. */
  readonly slabs: Slabs
  readonly tally: BatchTally
}

/** Of the records encoded so far. */
export interface BatchTally {
  interactions: number
  scores: number
  /** Broker time of the input record of the first and of the last interaction, epoch ms; NaN where there is none. */
  firstReceivedAt: number
  lastReceivedAt: number
}

export const newBatch = (): Batch => ({ out: newOutcome(), records: [], slabs: new Slabs(), tally: { interactions: 0, scores: 0, firstReceivedAt: NaN, lastReceivedAt: NaN } })

/** Number of records that the batch holds, encoded or not. */
export const batchSize = ({ out, records }: Batch): number => records.length + sizeOf(out)

/** Moves interactions and scores to the encoded records. */
export function drain(batch: Batch, encode: (out: Outcome, into: Batch) => void): void {
  const { out, tally } = batch
  const { interactions, scores } = out
  if (interactions.length === 0 && scores.length === 0) return
  if (interactions.length > 0) {
    if (tally.interactions === 0) tally.firstReceivedAt = interactions[0]!.receivedAt
    tally.lastReceivedAt = interactions[interactions.length - 1]!.receivedAt
    tally.interactions += interactions.length
  }
  tally.scores += scores.length
  encode(out, batch)
  interactions.length = 0
  scores.length = 0
}
