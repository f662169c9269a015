import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { targetOf } from './start-checks.ts'

/** For rows that are written because they are lacking: nothing in them is to be recognised as a repeat. */
export const noDeduplication = { insert_deduplicate: 0 } as const satisfies ClickHouseSettings

/** A table of latest states that a materialized view feeds from a table of facts. */
export interface Feed {
  /** Named as SQL wants it. */
  readonly target: string
  /** The columns of the view's result that the target has. */
  readonly columns: readonly string[]
  /** The view's query over the batch alone. */
  readonly ofBatch: string
}

interface Described {
  readonly database: string
  readonly name: string
  readonly engine: string
  readonly sql: string
  readonly uuid: string
  readonly select: string
}

/** The tables of latest states that are fed from `table`, directly; `batch` is a table of the same columns that stands for it. Throws ClickHouse's errors. */
export async function feedsOf(client: ClickHouseClient, database: string, table: string, batch: string): Promise<Feed[]> {
  const rows = async <T>(query: string, parameters: Record<string, unknown> = {}): Promise<T[]> => (await client.query({ query, query_params: parameters, format: 'JSONEachRow' })).json<T>()
  const described = 'SELECT database, name, engine, create_table_query AS sql, toString(uuid) AS uuid, as_select AS select FROM system.tables'
  const views = await rows<Described>(`${described} WHERE engine = 'MaterializedView' AND (database, name) IN
    (SELECT arrayJoin(arrayZip(dependencies_database, dependencies_table)) FROM system.tables WHERE database = {database:String} AND name = {table:String})`, { database, table })
  const columnsOf = async (query: string): Promise<string[]> => (await rows<{ name: string }>(`DESCRIBE TABLE ${query}`)).map(({ name }) => name)
  const feeds = await Promise.all(views.map(async (view) => {
    const [into] = await rows<Described>(`${described} WHERE concat(database, '.', name) = {name:String}`, { name: targetOf(view)! })
    if (!into!.engine.startsWith('Replacing')) return []
    const ofBatch = readingFrom(view.select, database, table, batch)
    const target = `${quotedName(into!.database)}.${quotedName(into!.name)}`
    const known = new Set(await columnsOf(target))
    const columns = (await columnsOf(`(${ofBatch})`)).filter((column) => known.has(column))
    return [{ target, columns, ofBatch }]
  }))
  return feeds.flat()
}

/** A view's query with another table in place of its own. Throws where it does not name it exactly once. */
function readingFrom(select: string, database: string, table: string, other: string): string {
  const plain = `(?:${database}|\`${database}\`)\\.(?:${table}|\`${table}\`)(?![\\w\`])`
  const parts = select.split(new RegExp(`(?<=\\bFROM )${plain}`))
  if (parts.length !== 2) throw new Error(`A materialized view on ${table} does not name it once after FROM: ${select}`)
  return parts.join(other)
}

/** The latest row of a key stands, whether it is there once or twice. */
export async function fill(client: ClickHouseClient, { target, columns, ofBatch }: Feed): Promise<void> {
  const list = columns.map(quotedName).join(', ')
  await client.command({ query: `INSERT INTO ${target} (${list}) SELECT ${list} FROM (${ofBatch})`, clickhouse_settings: noDeduplication })
}
