import type { ClickHouseClient } from '@clickhouse/client'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { PartitionContext, PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import type { DeliveryRecord } from './ports.ts'

/** As the set-up makes it. */
export const deliveryTable = 'delivery_attempts'

export interface TableOptions {
  readonly of: { readonly topic: string; readonly partition: number }
  readonly context: PartitionContext
  readonly clickhouse: ClickHouseClient
  /** Where the partition begins. */
  readonly firstOffset: () => Promise<number>
  readonly log: Log
}

/** Copies one partition of the delivery log into ClickHouse: insert -> commit. In a group of its own, so that an absent ClickHouse delays no delivery. */
export function createTableWorker({ of, context, clickhouse, firstOffset, log }: TableOptions): PartitionWorker {
  return {
    takeOver: async () => (await context.committed())?.offset ?? firstOffset(),
    async process(records, nextOffset) {
      const values = rowsOf(of, records, log)
      // Exact under repeats: a row is a function of its record, and the table keeps one for each position in the log.
      if (values.length > 0) await clickhouse.insert({ table: deliveryTable, values, format: 'JSONEachRow' })
      await context.commit(nextOffset)
    },
    drop: async () => {},
  }
}

/** The rows of a partition's records; of those that cannot be read only a line in the log. */
export const rowsOf = (of: TableOptions['of'], records: readonly LogRecord[], log: Log) => records.flatMap((record) => {
  try {
    return [rowFrom(JSON.parse(String(record.value)) as DeliveryRecord, of.partition, record.offset)]
  } catch (error) {
    log.warn({ event: 'record.failed', ...of, offset: record.offset, err: error }, 'A line of the delivery log cannot be read')
    return []
  }
})

const rowFrom = ({ alertId, sequence, subscription, status, attempt, httpStatus, detail, durationMs, at }: DeliveryRecord, partition: number, offset: number) => ({
  alert_id: alertId, sequence, subscription, status, attempt, http_status: httpStatus, detail, duration_ms: durationMs,
  at: new Date(at).toISOString().replace('T', ' ').slice(0, -1), record_partition: partition, record_offset: offset,
})
