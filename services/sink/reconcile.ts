import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { feedsOf, noDeduplication, type LatestFeed } from './feeds.ts'
import type { Row } from './pieces.ts'
import type { Reconciled } from './ports.ts'
import { settleSums, sharesOf } from './sums.ts'
import type { Table } from './tables.ts'

/** What a reconciliation needs of the store. */
export interface ReconcileOptions {
  readonly client: ClickHouseClient
  readonly database: string
  /** Inserts rows into a table, named as SQL wants it. */
  readonly send: (target: string, table: Table, rows: readonly Row[], settings: ClickHouseSettings) => Promise<void>
}

/** Whose rows are looked for. */
export interface ReconcileRequest {
  readonly table: Table
  /** Of the table's topic. */
  readonly partition: number
  /** Of that partition alone. */
  readonly rows: readonly Row[]
  /** That of all inserts of the partition: ClickHouse itself runs one of them at a time, also those of a sink that has been displaced. */
  readonly queryId: string
  /** Part of the names of the tables that are made for the while; two at a time need two. */
  readonly purpose: string
}

/**
 * Makes sure that rows that were acknowledged are once in their table, in the tables of latest states and in the sums that are fed from it. The insert's token alone does not: a
 * MergeTree table writes the token down before it puts the part in place, and a server that is killed in between takes the repeat for stored, in the table or in one
 * that is fed from it. No insert of these rows may be under way. Harmless however often it is called, and when it dies. Throws ClickHouse's errors.
 */
export async function reconcile({ client, database, send }: ReconcileOptions, { table, partition, rows, queryId, purpose }: ReconcileRequest): Promise<Reconciled> {
  const nameOf = (name: string): string => `${quotedName(database)}.${quotedName(name)}`
  const facts = nameOf(table.table)
  const [batch, lacking] = [`${table.table}_${purpose}_${partition}`, `${table.table}_${purpose}_lacking_${partition}`].map(nameOf) as [string, string]
  const drop = () => Promise.all([batch, lacking].map((name) => client.command({ query: `DROP TABLE IF EXISTS ${name}` })))
  await drop()
  for (const name of [batch, lacking]) await client.command({ query: `CREATE TABLE ${name} AS ${facts}` })
  await send(batch, table, rows, noDeduplication)
  const found = await completeFacts(client, { facts, batch, lacking, queryId })
  let settled = 0
  for (const feed of await feedsOf(client, database, table.table)) {
    if (feed.kind === 'latest') await fillLatest(client, feed, batch, queryId)
    else settled += await settleSums(client, feed, { ...sharesOf(feed, { partition, facts, batch }), queryId })
  }
  await drop()
  return { ...found, settled }
}

/** Adds the latest states of what `source` holds: of a key, the latest row stands, whether it is there once or twice. */
export async function fillLatest(client: ClickHouseClient, { target, columns, over }: LatestFeed, source: string, queryId: string): Promise<void> {
  const list = columns.join(', ')
  await client.command({ query: `INSERT INTO ${target} (${list}) SELECT ${list} FROM (${over(source)})`, query_id: queryId, clickhouse_settings: noDeduplication })
}

/** Rows that the table lacks are attached to it as parts, which materialized views are not shown. */
async function completeFacts(client: ClickHouseClient, { facts, batch, lacking, queryId }: { facts: string; batch: string; lacking: string; queryId: string }): Promise<{ putBack: number; surplus: number }> {
  const place = '(record_partition, record_offset)'
  const stored = `SELECT record_partition, record_offset FROM ${facts} WHERE _partition_id IN (SELECT DISTINCT _partition_id FROM ${batch}) AND ${place} IN (SELECT record_partition, record_offset FROM ${batch})`
  await client.command({ query: `INSERT INTO ${lacking} SELECT * FROM ${batch} WHERE ${place} NOT IN (${stored})`, clickhouse_settings: noDeduplication })
  const figures = async <T>(query: string): Promise<T[]> => (await client.query({ query, format: 'JSONEachRow' })).json<T>()
  const months = await figures<{ month: string; n: number }>(`SELECT _partition_id AS month, toUInt32(count()) AS n FROM ${lacking} GROUP BY month`)
  for (const { month } of months) await client.command({ query: `ALTER TABLE ${facts} ATTACH PARTITION ID '${month}' FROM ${lacking}`, query_id: queryId })
  const [{ surplus } = { surplus: 0 }] = await figures<{ surplus: number }>(`SELECT toUInt32(count() - uniqExact(record_partition, record_offset)) AS surplus FROM (${stored})`)
  return { putBack: months.reduce((sum, { n }) => sum + n, 0), surplus }
}
