import type { Failure } from '../../core/failures.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import { provenance } from './columns.ts'
import type { Decode } from './decoder.ts'
import { monthOf, type Row } from './pieces.ts'
import type { Table } from './tables.ts'

/** A record that does not become a row, and why. */
export interface BadRecord {
  readonly record: LogRecord
  readonly failure: Failure
}

/** A batch's records, read. */
export interface ReadBatch {
  readonly rows: readonly Row[]
  readonly undecodable: readonly BadRecord[]
}

/**
 * Decodes records and builds their rows. Throws RegistryAway where a schema cannot be looked up now: the batch is tried again later.
 */
export async function readBatch(table: Table, decode: Decode, partition: number, records: readonly LogRecord[]): Promise<ReadBatch> {
  const rows: Row[] = []
  const undecodable: BadRecord[] = []
  for (const record of records) {
    const decoding = decode(record)
    const decoded = decoding instanceof Promise ? await decoding : decoding
    if (decoded.kind === 'ok') rows.push(rowOf(table, partition, record, decoded.event))
    else undecodable.push({ record, failure: decoded })
  }
  return { rows, undecodable }
}

function rowOf(table: Table, partition: number, record: LogRecord, event: unknown): Row {
  const line = JSON.stringify([...table.values(event), ...provenance(partition, record)])
  return { offset: record.offset, line, month: table.partitionedBy ? monthOf(table.partitionedBy(event)) : 0 }
}
