import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { feedsOf, noDeduplication, type LatestFeed } from './feeds.ts'
import type { Row } from './pieces.ts'
import type { Reconciled } from './ports.ts'
import { settleSums } from './sums.ts'
import type { Table } from './tables.ts'

/** What a reconciliation needs of the store. */
export interface ReconcileOptions {
  readonly client: ClickHouseClient
  readonly database: string
  /** Inserts rows into a table, named as SQL wants it. */
  readonly send: (target: string, table: Table, rows: readonly Row[], settings: ClickHouseSettings) => Promise<void>
}

/**
 * Makes sure that rows whose insert was repeated are once in their table, in the tables of latest states and in the sums that are fed from it. The token alone does not: a
 * MergeTree table writes the token down before it puts the part in place, and a server that is killed in between takes the repeat for stored, in the table or in one
 * that is fed from it. Call it when the repeated insert is acknowledged. `queryId` is that of all the partition's inserts, so that ClickHouse itself runs one at a time,
 * also those of a sink that has been displaced. Harmless however often it is called, and when it dies. Takes rows of one partition of one topic, as they were
 * inserted; throws ClickHouse's errors.
 */
export async function reconcile({ client, database, send }: ReconcileOptions, table: Table, partition: number, rows: readonly Row[], queryId: string): Promise<Reconciled> {
  const nameOf = (table: string): string => `${quotedName(database)}.${quotedName(table)}`
  const facts = nameOf(table.table)
  const batch = nameOf(`${table.table}_repeat_${partition}`)
  const drop = () => client.command({ query: `DROP TABLE IF EXISTS ${batch}` })
  await drop()
  await client.command({ query: `CREATE TABLE ${batch} AS ${facts}` })
  await send(batch, table, rows, noDeduplication)
  const found = await completeFacts(client, facts, batch, queryId)
  let settled = 0
  for (const feed of await feedsOf(client, database, table.table)) {
    if (feed.kind === 'latest') await fill(client, feed, batch, queryId)
    else settled += await settleSums(client, feed, { partition, facts, batch, queryId })
  }
  await drop()
  return { ...found, settled }
}

/** The latest row of a key stands, whether it is there once or twice. */
async function fill(client: ClickHouseClient, { target, columns, over }: LatestFeed, batch: string, queryId: string): Promise<void> {
  const list = columns.join(', ')
  await client.command({ query: `INSERT INTO ${target} (${list}) SELECT ${list} FROM (${over(batch)})`, query_id: queryId, clickhouse_settings: noDeduplication })
}

/** A month of a batch was one part: it is there as a whole, or not at all. Attached parts are not shown to materialized views. */
async function completeFacts(client: ClickHouseClient, facts: string, batch: string, queryId: string): Promise<{ putBack: number; surplus: number }> {
  const result = await client.query({
    query: `SELECT w.month AS month, toUInt32(w.n) AS wanted, toUInt32(s.n) AS stored
      FROM (SELECT _partition_id AS month, count() AS n FROM ${batch} GROUP BY month) AS w
      LEFT JOIN (
        SELECT _partition_id AS month, count() AS n FROM ${facts} WHERE _partition_id IN (SELECT DISTINCT _partition_id FROM ${batch})
          AND (record_partition, record_offset) IN (SELECT record_partition, record_offset FROM ${batch}) GROUP BY month) AS s ON s.month = w.month`,
    format: 'JSONEachRow',
  })
  const months = await result.json<{ month: string; wanted: number; stored: number }>()
  const lost = months.filter(({ stored }) => stored === 0)
  for (const { month } of lost) await client.command({ query: `ALTER TABLE ${facts} ATTACH PARTITION ID '${month}' FROM ${batch}`, query_id: queryId })
  const sum = (figures: readonly number[]): number => figures.reduce((total, each) => total + each, 0)
  return { putBack: sum(lost.map(({ wanted }) => wanted)), surplus: sum(months.map(({ stored, wanted }) => Math.max(0, stored - wanted))) }
}
