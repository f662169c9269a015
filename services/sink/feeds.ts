import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { targetOf } from './start-checks.ts'

/** For rows that are written because they are lacking: nothing in them is to be recognised as a repeat, and nothing is to end what goes on under the same query id. */
export const repairSettings = { insert_deduplicate: 0, replace_running_query: 0 } as const satisfies ClickHouseSettings

/** A table that a materialized view feeds from a table of facts, with those of its columns that the view gives. Columns are named as SQL wants them. */
interface Fed {
  readonly name: string
  /** As SQL wants it, with its database. */
  readonly target: string
  /** The view's query, reading from another table, or a query in brackets, of the same columns. */
  readonly over: (source: string) => string
}

/** A table of latest states: of a key, the row with the greatest version stands, or the greatest and least values. */
export interface LatestFeed extends Fed {
  readonly kind: 'latest'
  readonly columns: readonly string[]
}

/** A table of sums by key; the partition that the facts were read from, `record_partition`, is part of the key. */
export interface SumsFeed extends Fed {
  readonly kind: 'sums'
  readonly key: readonly string[]
  readonly sums: readonly Column[]
}

export type Feed = LatestFeed | SumsFeed

interface Column {
  readonly name: string
  readonly type: string
  readonly inKey: boolean
}

interface Described {
  readonly database: string
  readonly name: string
  readonly engine: string
  readonly sql: string
  readonly uuid: string
  readonly select: string
}

/** The tables of latest states and of sums that are fed from `table`, directly. Throws ClickHouse's errors. */
export async function feedsOf(client: ClickHouseClient, database: string, table: string): Promise<Feed[]> {
  const rows = async <T>(query: string, parameters: Record<string, unknown> = {}): Promise<T[]> => (await client.query({ query, query_params: parameters, format: 'JSONEachRow' })).json<T>()
  const described = 'SELECT database, name, engine, create_table_query AS sql, toString(uuid) AS uuid, as_select AS select FROM system.tables'
  const views = await rows<Described>(`${described} WHERE engine = 'MaterializedView' AND (database, name) IN
    (SELECT arrayJoin(arrayZip(dependencies_database, dependencies_table)) FROM system.tables WHERE database = {database:String} AND name = {table:String})`, { database, table })
  const feeds = await Promise.all(views.map(async (view) => {
    const [into] = await rows<Described>(`${described} WHERE concat(database, '.', name) = {name:String}`, { name: targetOf(view)! })
    const given = new Set((await rows<{ name: string }>(`DESCRIBE TABLE (${view.select})`)).map(({ name }) => name))
    const columns = await rows<Column>('SELECT name, type, is_in_sorting_key = 1 AS inKey FROM system.columns WHERE database = {database:String} AND table = {name:String}', { database: into!.database, name: into!.name })
    return feedOf(into!, columns.filter(({ name }) => given.has(name)), (source) => readingFrom(view.select, database, table, source))
  }))
  return feeds.filter((feed) => feed !== null)
}

/** Null for tables that keep what they get, and for sums of others, which do not tell partitions apart. */
function feedOf({ database, name, engine }: Described, columns: readonly Column[], over: Fed['over']): Feed | null {
  const target = `${quotedName(database)}.${quotedName(name)}`
  const quoted = columns.map((column) => ({ ...column, name: quotedName(column.name) }))
  const isExtremes = engine.startsWith('Aggregating') && columns.every(({ type, inKey }) => inKey || /^SimpleAggregateFunction\((?:max|min),/.test(type))
  if (engine.startsWith('Replacing') || isExtremes) return { kind: 'latest', name, target, over, columns: quoted.map((column) => column.name) }
  if (!engine.startsWith('Summing') || !columns.some((column) => column.name === 'record_partition' && column.inKey)) return null
  return { kind: 'sums', name, target, over, key: quoted.filter(({ inKey }) => inKey).map((column) => column.name), sums: quoted.filter(({ inKey }) => !inKey) }
}

/** A view's query with another table in place of its own. Throws where it does not name it exactly once. */
function readingFrom(select: string, database: string, table: string, other: string): string {
  const plain = `(?:${database}|\`${database}\`)\\.(?:${table}|\`${table}\`)(?![\\w\`])`
  const parts = select.split(new RegExp(`(?<=\\bFROM )${plain}`))
  if (parts.length !== 2) throw new Error(`A materialized view on ${table} does not name it once after FROM: ${select}`)
  return parts.join(other)
}
