import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { openClickHouse, quotedName, type ClickHouseAddress } from '../../services/shared/clickhouse.ts'
import type { Log } from '../../services/shared/log.ts'
import { Refusal } from '../../services/shared/refusal.ts'

export interface MigrateOptions extends ClickHouseAddress {
  /** Made when it does not exist. */
  readonly database: string
  readonly log: Log
  /** Folder of numbered SQL files; default: those shipped. */
  readonly folder?: string
  /** How many sinks of this database run now. Asked before migrations that do not go beside them, where there are rows; without it nobody is asked. */
  readonly runningSinks?: () => Promise<number>
}

/** Numbers of migrations that add up anew what sinks are storing: beside one, a batch may be counted twice or left out. A shipped file cannot be made to say so. */
const withoutSinks: ReadonlySet<number> = new Set([22])

/** Tables that a migration fills from older rows may be large: minutes for hundreds of millions of rows. */
const longStatement = { wait_end_of_query: 1, max_execution_time: 3600 } as const

/** A numbered SQL file: one or more statements, each safe to repeat, each ending with `;` at the end of a line. */
interface Migration {
  readonly number: number
  readonly name: string
  readonly checksum: string
  readonly statements: readonly string[]
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

/**
 * Applies the migrations that the database has not had yet, in order, and notes each in its table `migrations`; gives their names.
 * ClickHouse has no transactions for this: after a crash the file that was under way is run again, which its statements allow.
 * Throws a Refusal where an applied file was changed, where the database comes from a newer build, and where sinks run that must not.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const client = openClickHouse({ url: options.url, username: options.username, password: options.password, application: 'cx-migrate', timeoutMs: 3_600_000 })
  try {
    const migrations = readMigrations(options.folder ?? join(import.meta.dirname, 'migrations'))
    await openHistory(client, options.database)
    const pending = await unapplied(client, options.database, migrations)
    await checkSinks(client, options, pending)
    for (const migration of pending) await apply(client, options.database, migration)
    options.log.info({ event: 'clickhouse.migrated', database: options.database, applied: pending.map(({ name }) => name) }, 'ClickHouse has all tables')
    return pending.map(({ name }) => name)
  } finally {
    await client.close()
  }
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort()
  return files.map((file, index) => {
    const number = Number(file.slice(0, 4))
    // Gaps are allowed: work in progress elsewhere keeps its numbers free.
    if (number === Number(files[index - 1]?.slice(0, 4))) throw new Refusal(`Two migrations in ${folder} have the number of ${file}.`, 'Rename one of them.')
    const sql = readFileSync(join(folder, file), 'utf8')
    const statements = sql.split(/;[ \t]*$/m).map((statement) => statement.trim()).filter(Boolean)
    return { number, name: file, checksum: createHash('sha256').update(sql).digest('hex'), statements }
  })
}

async function openHistory(client: ClickHouseClient, database: string): Promise<void> {
  await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${quotedName(database)}` })
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS ${quotedName(database)}.migrations
(
    number     UInt32              COMMENT 'Number of the file',
    name       String              COMMENT 'Name of the file',
    checksum   String              COMMENT 'SHA-256 of the file, hexadecimal',
    applied_at DateTime64(3, 'UTC') COMMENT 'When it was applied, UTC'
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY number
COMMENT 'Which migrations this database has had'`,
  })
}

async function unapplied(client: ClickHouseClient, database: string, migrations: readonly Migration[]): Promise<Migration[]> {
  const query = `SELECT number, name, checksum FROM ${quotedName(database)}.migrations FINAL ORDER BY number`
  const applied = await (await client.query({ query, format: 'JSONEachRow' })).json<Applied>()
  const byNumber = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const each of applied) {
    const shipped = byNumber.get(each.number)
    if (!shipped) throw new Refusal(`The database ${database} had migration ${each.name}, which this build does not have.`, 'Start the build that made it, or a newer one.')
    if (shipped.checksum !== each.checksum) {
      throw new Refusal(`Migration ${shipped.name} was changed after it had been applied to the database ${database}.`, 'Undo the change, and put it into a new migration.')
    }
  }
  const numbers = new Set(applied.map(({ number }) => number))
  return migrations.filter(({ number }) => !numbers.has(number))
}

async function checkSinks(client: ClickHouseClient, { database, runningSinks }: MigrateOptions, pending: readonly Migration[]): Promise<void> {
  const alone = pending.find(({ number }) => withoutSinks.has(number))
  if (!alone || !runningSinks) return
  const query = 'SELECT 1 AS found FROM system.tables WHERE database = {database:String} AND name = \'interactions\' AND total_rows > 0'
  const rows = await (await client.query({ query, query_params: { database }, format: 'JSONEachRow' })).json()
  const sinks = rows.length > 0 ? await runningSinks() : 0
  if (sinks === 0) return
  throw new Refusal(`Migration ${alone.name} adds up what the database ${database} holds, and ${sinks} sink(s) are storing into it: batches would be counted twice or left out.`,
    'Stop all sinks (one that was killed counts for 10 s more), run the set-up again, and start them.', 75)
}

async function apply(client: ClickHouseClient, database: string, migration: Migration): Promise<void> {
  for (const statement of migration.statements) {
    await client.command({ query: statement.replaceAll('{database}', quotedName(database)), clickhouse_settings: longStatement })
  }
  const values = [{ number: migration.number, name: migration.name, checksum: migration.checksum, applied_at: new Date().toISOString().replace('T', ' ').replace('Z', '') }]
  await client.insert({ table: `${quotedName(database)}.migrations`, values, format: 'JSONEachRow', clickhouse_settings: { async_insert: 0 } })
}
