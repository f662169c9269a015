import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { BadRecord } from './batch.ts'
import type { Row } from './pieces.ts'
import type { Table } from './tables.ts'

/** `repeated`: stored, after a try whose outcome is not known; `rejected`: not stored, because of what some of the rows hold or of what the table makes of it, as ClickHouse's message says. */
export type InsertOutcome = 'stored' | 'repeated' | { readonly rejected: string }

/** What was found amiss of rows that had been inserted before, in rows. */
export interface Reconciled {
  /** Were not in their table, and are now. */
  readonly putBack: number
  /** Are in their table more often than once, and stay there. */
  readonly surplus: number
  /** Were lacking in sums, or counted there more often than once, and are no longer. */
  readonly settled: number
}

/** A row that cannot be stored. */
export interface RejectedRow {
  readonly offset: number
  /** ClickHouse's message. */
  readonly reason: string
}

/** ClickHouse in the sink's words. Every call waits while ClickHouse is away, and gives up when `wanted` is false or turns so. */
export interface Store {
  /** Inserts rows of a partition of the table's topic once, however often it is called with the token. */
  insert(table: Table, partition: number, token: string, rows: readonly Row[], wanted: () => boolean): Promise<InsertOutcome>
  /** Makes sure that rows of a partition that were inserted before are there once, and says what was not so. Of two at a time of one `purpose` the later one displaces the other; default: the sink's own. */
  reconcile(table: Table, partition: number, rows: readonly Row[], wanted: () => boolean, purpose?: string): Promise<Reconciled>
  /** The rows that ClickHouse will not take, in order, at most `limit`; stores nothing. */
  findRejected(table: Table, rows: readonly Row[], limit: number, wanted: () => boolean): Promise<RejectedRow[]>
  /** Whether the table holds rows that were read from that partition of its topic. */
  holdsRows(table: Table, partition: number, wanted: () => boolean): Promise<boolean>
}

/** The topic failed-events. */
export interface FailedEvents {
  /** Resolves when they are stored: at least once, recognised by failureId. `topic` and `partition` are where the records stood. */
  publish(topic: string, partition: number, failed: readonly BadRecord[]): Promise<void>
}

/** First offset that a partition still has. */
export type FirstOffset = (topic: string, partition: number) => Promise<number>

/** The record at an offset; null where the log has none there (any more, or yet). */
export type ReadOne = (topic: string, partition: number, offset: number) => Promise<LogRecord | null>
