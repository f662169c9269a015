import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { targetOf } from './start-checks.ts'

/** For rows that are written because they are lacking: nothing in them is to be recognised as a repeat. */
export const noDeduplication = { insert_deduplicate: 0 } as const satisfies ClickHouseSettings

/** A table that a materialized view feeds from a table of facts. */
export interface Feed {
  /** Named as SQL wants it. */
  readonly target: string
  readonly engine: string
  /** The target's sorting key, column by column, and the expression that it is partitioned by. */
  readonly key: readonly string[]
  readonly partitionKey: string
  /** The columns of the view's result that the target has. */
  readonly columns: readonly string[]
  /** The view's query over all facts, and over the batch alone. */
  readonly all: string
  readonly ofBatch: string
}

interface Described {
  readonly database: string
  readonly name: string
  readonly engine: string
  readonly sql: string
  readonly uuid: string
  readonly key: string
  readonly partitionKey: string
  readonly select: string
}

/** What is fed from `table`, directly; `batch` is a table of the same columns that stands for it. Throws ClickHouse's errors. */
export async function feedsOf(client: ClickHouseClient, database: string, table: string, batch: string): Promise<Feed[]> {
  const rows = async <T>(query: string, parameters: Record<string, unknown> = {}): Promise<T[]> => (await client.query({ query, query_params: parameters, format: 'JSONEachRow' })).json<T>()
  const described = 'SELECT database, name, engine, create_table_query AS sql, toString(uuid) AS uuid, sorting_key AS key, partition_key AS partitionKey, as_select AS select FROM system.tables'
  const views = await rows<Described>(`${described} WHERE engine = 'MaterializedView' AND (database, name) IN
    (SELECT arrayJoin(arrayZip(dependencies_database, dependencies_table)) FROM system.tables WHERE database = {database:String} AND name = {table:String})`, { database, table })
  const columnsOf = async (query: string): Promise<string[]> => (await rows<{ name: string }>(`DESCRIBE TABLE ${query}`)).map(({ name }) => name)
  return Promise.all(views.map(async (view) => {
    const [into] = await rows<Described>(`${described} WHERE concat(database, '.', name) = {name:String}`, { name: targetOf(view)! })
    const ofBatch = readingFrom(view.select, database, table, batch)
    const target = `${quotedName(into!.database)}.${quotedName(into!.name)}`
    const known = new Set(await columnsOf(target))
    const columns = (await columnsOf(`(${ofBatch})`)).filter((column) => known.has(column))
    return { target, engine: into!.engine, key: into!.key.split(', '), partitionKey: into!.partitionKey, columns, all: view.select, ofBatch }
  }))
}

/** A view's query with another table in place of its own. Throws where it does not name it exactly once. */
export function readingFrom(select: string, database: string, table: string, other: string): string {
  const plain = `(?:${database}|\`${database}\`)\\.(?:${table}|\`${table}\`)(?![\\w\`])`
  const parts = select.split(new RegExp(`(?<=\\bFROM )${plain}`))
  if (parts.length !== 2) throw new Error(`A materialized view on ${table} does not name it once after FROM: ${select}`)
  return parts.join(other)
}

/** The latest row of a key stands, whether it is there once or twice. */
export async function fillReplacing(client: ClickHouseClient, { target, columns, ofBatch }: Feed): Promise<void> {
  const list = columns.map(quotedName).join(', ')
  await client.command({ query: `INSERT INTO ${target} (${list}) SELECT ${list} FROM (${ofBatch})`, clickhouse_settings: noDeduplication })
}

/** While other batches are between the facts and the sums, these lag behind; so often they are looked at before they are taken for incomplete. */
const looks = 20
const pauseMs = 250

/**
 * Adds a batch to sums that lack it. A month of a batch is in them as a whole or not at all; it is not where each of its keys lacks just as many rows as the batch
 * has, at every look. Gives the number of rows of facts that were added.
 */
export async function completeSums(client: ClickHouseClient, feed: Feed): Promise<number> {
  let suspects: Map<string, Lack> | null = null
  for (let look = 0; look < looks; look++) {
    if (look > 0) await sleep(pauseMs)
    const lacks = await lacksOf(client, feed)
    suspects = new Map(lacks.filter(({ id, batch, lacking }) => lacking >= batch && (suspects === null || suspects.has(id))).map((lack) => [lack.id, least(lack, suspects?.get(lack.id))]))
    if (suspects.size === 0) return 0
  }
  const lost = Map.groupBy(suspects!.values(), ({ month }) => month)
  let added = 0
  for (const [month, keys] of lost) {
    if (keys.some(({ batch, lacking }) => lacking !== batch) || keys.length !== keys[0]!.keysOfMonth) continue
    const list = feed.columns.map(quotedName).join(', ')
    await client.command({ query: `INSERT INTO ${feed.target} (${list}) SELECT ${list} FROM (${feed.ofBatch}) WHERE ${feed.partitionKey} = ${month}`, clickhouse_settings: noDeduplication })
    added += keys.reduce((total, { batch }) => total + batch, 0)
  }
  return added
}

/** What the sums of a key lack of the facts, in rows, beside what the batch has. */
interface Lack {
  readonly id: string
  readonly month: number
  readonly keysOfMonth: number
  readonly batch: number
  readonly lacking: number
}

const least = (lack: Lack, before: Lack | undefined): Lack => (before && before.lacking < lack.lacking ? before : lack)

async function lacksOf(client: ClickHouseClient, feed: Feed): Promise<Lack[]> {
  const key = feed.key.map(quotedName).join(', ')
  const [first] = feed.key
  const count = quotedName(feed.columns.find((column) => !feed.key.includes(column))!)
  const result = await client.query({
    query: `SELECT toJSONString(tuple(${key})) AS id, toUInt32(${feed.partitionKey}) AS month, toUInt32(count() OVER (PARTITION BY month)) AS keysOfMonth,
      toInt32(b.n) AS batch, toInt32(d.n) AS lacking
      FROM (SELECT ${key}, ${count} AS n FROM (${feed.ofBatch})) AS b
      INNER JOIN (SELECT ${key}, sum(c) AS n FROM (
        SELECT ${key}, toInt64(${count}) AS c FROM (${feed.all}) UNION ALL SELECT ${key}, -toInt64(${count}) AS c FROM ${feed.target}
      ) WHERE ${first} IN (SELECT ${first} FROM (${feed.ofBatch})) GROUP BY ${key}) AS d USING (${key})`,
    format: 'JSONEachRow',
  })
  return result.json<Lack>()
}
