import type { ClickHouseClient } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { deliveryTable, rowsOf } from './delivery-table.ts'

export { deliveryTable } from './delivery-table.ts'

export interface RebuildDeliveriesOptions {
  readonly client: ClickHouseClient
  readonly database: string
  readonly reader: LogReader
  readonly log: Log
  readonly signal: AbortSignal
  /** Told how many records more were written. */
  readonly onProgress: (records: number) => void
}

/** Writes rows again that the delivery log still has, of one partition and from one offset to before another. The table keeps one for each position in the log, so it is harmless when repeated, also beside the notifier. */
export async function rebuildDeliveries({ client, database, reader, log, signal, onProgress }: RebuildDeliveriesOptions, { topic, partition, from, until }: { topic: string; partition: number; from: number; until: number }): Promise<void> {
  await reader.readPartition({
    topic, partition, from, until, signal,
    async onRecords(records) {
      const values = rowsOf({ topic, partition }, records, log)
      // By its token or bytes ClickHouse would know them again, and leave out what the table has lost.
      if (values.length > 0) await client.insert({ table: `${quotedName(database)}.${deliveryTable}`, values, format: 'JSONEachRow', clickhouse_settings: { insert_deduplicate: 0 } })
      onProgress(records.length)
    },
  })
}
