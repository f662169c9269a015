import type { LogRecord } from '../kafka/log-record.ts'
import type { PartitionWorker } from '../kafka/worker.ts'
import { Refusal } from '../refusal.ts'
import type { Position, TakenOver } from './take-over.ts'

/** A pure function over one partition's log, with its memory: what it brings about is collected in an outcome and written in one transaction. */
export interface Fold<M, Outcome> {
  /** Names the log in messages. */
  readonly name: string
  readonly partition: number
  takeOver(): Promise<TakenOver<M>>
  newOutcome(): Outcome
  /** False where the outcome is full inside the record: it is called again with the same record after a commit. */
  apply(memory: M, record: LogRecord, outcome: Outcome): boolean
  isFull(outcome: Outcome): boolean
  /** Makes the outcome and the memory's changes durable, all or nothing; `at`: the offset to go on with, and when the record before it was stored. */
  commit(taken: TakenOver<M>, outcome: Outcome, at: Position): Promise<void>
  /** After a failure, before the memory is dropped. */
  onError?(error: unknown): void
}

/** Runs a fold over the records of its partition: take over → apply each record → commit, in transactions of bounded size. */
export function createFoldWorker<M, Outcome>(fold: Fold<M, Outcome>): PartitionWorker {
  let taken: TakenOver<M> | null = null
  let next = 0
  let readAt: number | null = null

  async function run(records: readonly LogRecord[], nextOffset: number): Promise<void> {
    let outcome = fold.newOutcome()
    const commit = async (upTo: number) => {
      await fold.commit(taken!, outcome, { next: upTo, readAt })
      outcome = fold.newOutcome()
    }
    for (const record of records) {
      if (record.offset !== next) throw cut(fold, next, record.offset)
      while (!fold.apply(taken!.memory, record, outcome)) await commit(record.offset)
      next = record.offset + 1
      readAt = record.timestamp
      if (fold.isFull(outcome)) await commit(next)
    }
    next = nextOffset
    await commit(next)
  }

  return {
    async takeOver() {
      taken = await fold.takeOver()
      next = taken.next
      readAt = taken.readAt
      return next
    },
    async process(records, nextOffset) {
      try {
        await run(records, nextOffset)
      } catch (error) {
        fold.onError?.(error)
        throw error
      }
    },
    async drop() {
      const last = taken
      taken = null
      await last?.transactions.close().catch(() => {})
    },
  }
}

const cut = ({ name, partition }: { name: string; partition: number }, expected: number, found: number): Refusal =>
  new Refusal(
    `${name} partition ${partition} has lost its records ${expected} to ${found - 1}: they were deleted before they were read`,
    "Replay the missing history into a new deployment (CX_DEPLOYMENT), and raise the topic's retention so that it outlasts an outage.",
  )
