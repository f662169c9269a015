import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { attemptTables, demand, Relinquished, whileWanted, type AttemptTables, type Statements } from './attempt.ts'
import { feedsOf, repairSettings, type LatestFeed } from './feeds.ts'
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
  /** Attempts of one purpose displace each other; those of two must be at different rows. */
  readonly purpose: string
  /** Asked before whatever changes something. */
  readonly wanted: () => boolean
}

/**
 * Makes sure that rows that were acknowledged are once in their table, in the tables of latest states and in the sums that are fed from it. The insert's token alone does not: a
 * MergeTree table writes the token down before it puts the part in place, and a server that is killed in between takes the repeat for stored, in the table or in one
 * that is fed from it. No insert of these rows may be under way; another attempt at the same may, or may wake up at any time: the later one displaces it. Harmless however often it is
 * called, and when it dies. Throws ClickHouse's errors, and Relinquished where it was displaced or is not wanted.
 */
export async function reconcile({ client, database, send }: ReconcileOptions, { table, partition, rows, queryId, purpose, wanted }: ReconcileRequest): Promise<Reconciled> {
  const guarded = whileWanted(client, wanted)
  const facts = `${quotedName(database)}.${quotedName(table.table)}`
  const tables = attemptTables(guarded, database, { like: table.table, purpose, partition })
  try {
    await tables.create()
    demand(wanted)
    await send(tables.batch, table, rows, repairSettings)
    const found = await completeFacts(guarded, { table, facts, tables, queryId })
    let settled = 0
    for (const feed of await feedsOf(client, database, table.table)) {
      if (feed.kind === 'latest') await fillLatest(guarded, feed, tables.batch, queryId)
      else settled += await settleSums(guarded, feed, { ...sharesOf(feed, { partition, facts, batch: tables.batch }), queryId })
    }
    await tables.drop()
    return { ...found, settled }
  } catch (error) {
    throw tables.isLossOf(error) ? new Relinquished(`Another process puts ${table.table} of partition ${partition} right at the same time, and took over`, { cause: error }) : error
  }
}

/** Adds the latest states of what `source` holds: of a key, the latest row stands, whether it is there once or twice. */
export async function fillLatest(client: Statements, { target, columns, over }: LatestFeed, source: string, queryId: string): Promise<void> {
  const list = columns.join(', ')
  await client.command({ query: `INSERT INTO ${target} (${list}) SELECT ${list} FROM (${over(source)})`, query_id: queryId, clickhouse_settings: repairSettings })
}

interface Completion {
  readonly table: Table
  readonly facts: string
  readonly tables: AttemptTables
  readonly queryId: string
}

const place = 'record_partition, record_offset'

/**
 * Rows that the table lacks are attached to it as parts, which materialized views are not shown. Once: an attempt has its tables before it drops those of others, and looks
 * for what is lacking after that. Of two attempts, the one that dropped first either has attached all before the other looks, or attaches nothing more; an ATTACH that is
 * under way when its table is dropped has the query id that the look must have, too.
 */
async function completeFacts(client: Statements, { table, facts, tables: { batch, lacking, displaceOthers }, queryId }: Completion): Promise<{ putBack: number; surplus: number }> {
  const stored = `SELECT ${place} FROM ${facts} WHERE _partition_id IN (SELECT DISTINCT _partition_id FROM ${batch}) AND (${place}) IN (SELECT ${place} FROM ${batch})`
  await displaceOthers()
  const missing = table.replacing ? missingOfKey(table.replacing, facts, batch) : `SELECT * FROM ${batch} WHERE (${place}) NOT IN (${stored})`
  await client.command({ query: `INSERT INTO ${lacking} ${missing} LIMIT 1 BY ${place}`, query_id: queryId, clickhouse_settings: repairSettings })
  const figures = async <T>(query: string): Promise<T[]> => (await client.query({ query, format: 'JSONEachRow' })).json<T>()
  const months = await figures<{ month: string; n: number }>(`SELECT _partition_id AS month, toUInt32(count()) AS n FROM ${lacking} GROUP BY month`)
  for (const { month } of months) await client.command({ query: `ALTER TABLE ${facts} ATTACH PARTITION ID '${month}' FROM ${lacking}`, query_id: queryId, clickhouse_settings: repairSettings })
  const [{ surplus } = { surplus: 0 }] = table.replacing ? [] : await figures<{ surplus: number }>(`SELECT toUInt32(count() - uniqExact(${place})) AS surplus FROM (${stored})`)
  return { putBack: months.reduce((sum, { n }) => sum + n, 0), surplus }
}

/** A merge leaves one row of a key, the one with the greatest version: only rows that would replace it, or whose key is not there, are lacking. */
const missingOfKey = ({ key, version }: NonNullable<Table['replacing']>, facts: string, batch: string): string =>
  `SELECT * FROM ${batch} WHERE (${key}, ${version}) NOT IN (
    SELECT own.${key}, own.${version} FROM ${batch} AS own INNER JOIN (SELECT ${key}, max(${version}) AS latest FROM ${facts} WHERE ${key} IN (SELECT ${key} FROM ${batch}) GROUP BY ${key}) AS held ON own.${key} = held.${key}
    WHERE own.${version} <= held.latest)`
