import type { LogRecord, OutRecord } from '../shared/kafka/log-record.ts'

/** A transactional producer of one partition. Opening it fences every earlier one of the same id and aborts what that left open. */
export interface Transactions {
  /** One transaction: all records or none. An error of unknown outcome or a fence is thrown; this object is of no use afterwards. */
  write(records: readonly OutRecord[]): Promise<void>
  close(): Promise<void>
}

/** What the scorer needs of Kafka besides its input. */
export interface ScorerLog {
  openTransactions(transactionalId: string): Promise<Transactions>
  /** Reads a partition of the state topic (read committed) from its begin up to and with the record that `isLast` accepts. */
  readState(topic: string, partition: number, onRecords: (records: readonly LogRecord[]) => void, isLast: (record: LogRecord) => boolean): Promise<void>
  /** First offset that a topic's partition still has. */
  firstOffset(topic: string, partition: number): Promise<number>
}
