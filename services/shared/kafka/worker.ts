import type { Committed } from './commits.ts'
import type { LogRecord } from './log-record.ts'

/** What is done with one partition for as long as it is ours. A new worker is made for each time it is taken over. */
export interface PartitionWorker {
  /**
   * Partition is ours now: fence, restore …; gives the offset to read from. Thrown errors: retried with back-off, with a new worker, while still
   * assigned; a Refusal stops the service.
   */
  takeOver(): Promise<number>
  /**
   * Records in order, without a gap, from takeOver's offset on. Resolves when their effect is durable. A thrown error: the worker is dropped and a new
   * one takes over. `nextOffset` is the offset after the last record, control records counted; where only such were passed, `records` is empty.
   */
  process(records: readonly LogRecord[], nextOffset: number): Promise<void>
  /** The reader has reached the log's end as it was at the last fetch, control records counted, also of an empty partition. Called at every idle poll. */
  caughtUp?(position: number): void | Promise<void>
  /** No longer ours, or failed: abort, disconnect, forget. Never throws. */
  drop(): Promise<void>
}

/** What a worker may ask of the group. */
export interface PartitionContext {
  /** What the group's members last committed for this partition; null: nothing yet. */
  committed(): Promise<Committed | null>
  /** Rejects with PartitionLost where the partition is not ours any more. */
  commit(offset: number, metadata?: string): Promise<void>
  /** False once the partition was lost, or the coordinator has not confirmed us within the session timeout. */
  stillOurs(): boolean
}

export type WorkerFactory = (topic: string, partition: number, context: PartitionContext) => PartitionWorker
