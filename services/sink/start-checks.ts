import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { backOffMs } from '../shared/kafka/back-off.ts'
import type { Log } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { insertSettings, type ColumnTypes } from './clickhouse.ts'
import type { Table } from './tables.ts'

/** From here on tokens are followed into materialized views. */
const oldestVersion = [24, 8] as const
/**
 * In blocks. A token must be known for as long as a sink can sleep between asking whether its partition is still its own and its insert. Windows count the blocks of a table over all its
 * partitions, and an insert is a block for each of up to 50 months: of a live stream (a month; 12 partitions, two inserts a second each) 10,000 are seven minutes, of a history 200 inserts.
 */
const smallestWindow = 10_000
const migrateRemedy = 'Run the set-up job of this build, which applies the migrations.'

/** The checks, as soon as ClickHouse answers; until then it waits. */
export async function checkWhenAvailable(client: ClickHouseClient, database: string, tables: readonly Table[], log: Log): Promise<ColumnTypes> {
  for (let failures = 0; ; failures++) {
    try {
      return await checkClickHouse(client, database, tables)
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (failures === 0) log.warn({ event: 'dependency.waiting', dependency: 'clickhouse', err: error }, 'ClickHouse does not answer as it should, backing off')
      await sleep(backOffMs(failures))
    }
  }
}

/**
 * Makes sure that what this sink stores is stored once: version, tables, deduplication windows of every table that an insert reaches, settings.
 * Gives the types of our columns. Throws a Refusal that says what to change; errors of ClickHouse itself as they come.
 */
export async function checkClickHouse(client: ClickHouseClient, database: string, tables: readonly Table[]): Promise<ColumnTypes> {
  await checkVersion(client)
  await checkSettings(client)
  const types = await checkColumns(client, database, tables)
  await checkWindows(client, database, tables)
  return types
}

async function checkVersion(client: ClickHouseClient): Promise<void> {
  const [{ version } = { version: '' }] = await rows<{ version: string }>(client, 'SELECT version() AS version')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1])) return
  throw new Refusal(`ClickHouse ${version} does not follow insert tokens into materialized views.`, `Use ClickHouse ${oldestVersion.join('.')} or later.`)
}

/** A user's profile may forbid settings, or pin them. */
async function checkSettings(client: ClickHouseClient): Promise<void> {
  const { wait_end_of_query: _, ...settings } = insertSettings
  const list = Object.keys(settings).map((name) => `toString(getSetting('${name}')) AS ${name}`).join(', ')
  const result = await client.query({ query: `SELECT ${list}`, format: 'JSONEachRow', clickhouse_settings: settings })
  const [inForce = {}] = await result.json<Record<string, string>>()
  const wrong = Object.entries(settings).filter(([name, value]) => Number(asFigure(inForce[name])) !== Number(value))
  if (wrong.length === 0) return
  throw new Refusal(
    `ClickHouse does not let this user set ${wrong.map(([name, value]) => `${name} = ${value} (it stays ${inForce[name]})`).join(', ')}.`,
    'Remove these settings\' constraints from the user\'s settings profile.',
  )
}

const asFigure = (value: string | undefined): string | undefined => (value === 'true' ? '1' : value === 'false' ? '0' : value)

async function checkColumns(client: ClickHouseClient, database: string, tables: readonly Table[]): Promise<ColumnTypes> {
  const found = await rows<{ table: string; name: string; type: string }>(client, 'SELECT table, name, type FROM system.columns WHERE database = {database:String}', { database })
  const types = new Map(tables.map(({ table }) => [table, new Map(found.filter((each) => each.table === table).map(({ name, type }) => [name, type]))]))
  const missing = tables.flatMap(({ table, columns }) => columns.filter((column) => !types.get(table)!.has(column)).map((column) => `${table}.${column}`))
  if (missing.length > 0) throw new Refusal(`The ClickHouse database ${database} lacks the columns ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}.`, migrateRemedy)
  return types
}

interface TableInfo {
  readonly database: string
  readonly name: string
  readonly engine: string
  readonly sql: string
  readonly uuid: string
  /** Materialized views that read from it. */
  readonly views: readonly [string, string][]
}

async function checkWindows(client: ClickHouseClient, database: string, tables: readonly Table[]): Promise<void> {
  const all = await rows<TableInfo>(client, `SELECT database, name, engine, create_table_query AS sql, toString(uuid) AS uuid,
    arrayZip(dependencies_database, dependencies_table) AS views FROM system.tables WHERE database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA')`)
  const byName = new Map(all.map((table) => [`${table.database}.${table.name}`, table]))
  const faults = tables.flatMap(({ table }) => chainFrom(byName, `${database}.${table}`)).filter((table) => windowOf(table) < smallestWindow)
  if (faults.length === 0) return
  const names = [...new Set(faults.map((table) => `${table.database}.${table.name}`))]
  throw new Refusal(
    `These ClickHouse tables would store a repeated batch twice, because their deduplication window is below ${smallestWindow}: ${names.join(', ')}.`,
    `For each: ALTER TABLE … MODIFY SETTING non_replicated_deduplication_window = 40000`,
  )
}

/** A table and all that materialized views feed from it, directly or not. */
function chainFrom(byName: ReadonlyMap<string, TableInfo>, start: string): TableInfo[] {
  const chain = new Map<string, TableInfo>()
  const follow = (name: string): void => {
    const table = byName.get(name)
    if (!table || chain.has(name)) return
    chain.set(name, table)
    for (const [database, view] of table.views) {
      const target = targetOf(byName.get(`${database}.${view}`))
      if (target !== null) follow(target)
    }
  }
  follow(start)
  return [...chain.values()]
}

/** Where a materialized view stores its rows; a view without TO has a table of its own. */
export function targetOf(view: Pick<TableInfo, 'database' | 'engine' | 'sql' | 'uuid'> | undefined): string | null {
  if (view?.engine !== 'MaterializedView') return null
  const match = /\bTO (?:`([^`]+)`|(\w+))\.(?:`([^`]+)`|(\w+))/.exec(view.sql)
  return match ? `${match[1] ?? match[2]}.${match[3] ?? match[4]}` : `${view.database}.${`.inner_id.${view.uuid}`}`
}

/** Replicated tables have windows by default. */
function windowOf({ engine, sql }: TableInfo): number {
  if (!engine.endsWith('MergeTree')) return Infinity
  const set = /\breplicated_deduplication_window = (\d+)/.exec(sql)?.[1]
  if (engine.startsWith('Replicated') || engine.startsWith('Shared')) return set === undefined ? Infinity : Number(set)
  return Number(/\bnon_replicated_deduplication_window = (\d+)/.exec(sql)?.[1] ?? 0)
}

async function rows<T>(client: ClickHouseClient, query: string, parameters: Record<string, unknown> = {}): Promise<T[]> {
  return (await client.query({ query, query_params: parameters, format: 'JSONEachRow' })).json<T>()
}
