import type { OutRecord } from '../shared/kafka/log-record.ts'

/** Where events go. */
export interface Writer {
  /** Resolves when Kafka has acknowledged all records with all replicas in sync. Rejects with Full before anything is written, or with LogAway. */
  write(records: readonly OutRecord[], bytes: number): Promise<void>
}

/** More is waiting to be written than may be held in memory. */
export class Full extends Error {
  override readonly name = 'Full'
}

/** Kafka did not acknowledge in time: what was sent may be in the log, or not. */
export class LogAway extends Error {
  override readonly name = 'LogAway'
}
