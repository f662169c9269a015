import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { checkClickHouse } from '../../../services/sink/start-checks.ts'
import { tables } from '../../../services/sink/tables.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'

const url = inject('parts').clickhouseUrl
const shipped = join(import.meta.dirname, '../../../infra/clickhouse/migrations')
const database = unique('migrate')
/** The one that comes after those shipped. */
const more = `${String(Number(readdirSync(shipped).sort().at(-1)!.slice(0, 4)) + 1).padStart(4, '0')}_more.sql`
let folder: string
let db: ReturnType<typeof clickhouseOf>
const run = (more: Partial<Parameters<typeof migrate>[0]> = {}) => migrate({ url, username: 'default', password: '', database, log: keptLog(), ...more })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cx-migrations-'))
  cpSync(shipped, folder, { recursive: true })
  await run({ folder })
  db = clickhouseOf(url, database)
})
afterAll(async () => {
  await db?.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('migrations', () => {
  it('are applied once, and new ones when they come', async () => {
    expect(await run({ folder })).toEqual([])
    writeFileSync(join(folder, more), 'CREATE TABLE IF NOT EXISTS {database}.more (a UInt8 COMMENT \'one; two\') ENGINE = Memory;\nINSERT INTO {database}.more VALUES (1);\n')
    expect(await run({ folder })).toEqual([more])
    expect(await run({ folder })).toEqual([])
    expect(await db.rows('SELECT count() AS n FROM more')).toEqual([{ n: 1 }])
  })

  it('may leave numbers out, but not use one twice', async () => {
    const twice = join(folder, '0002_twice.sql')
    writeFileSync(twice, 'SELECT 1;\n')
    await expect(run({ folder })).rejects.toThrow(/Two migrations .* have the number of 0002_twice.sql/)
    rmSync(twice)
  })

  it('from a newer build, or changed after they were applied, are refused', async () => {
    await expect(run()).rejects.toThrow(`${more}, which this build does not have`)
    appendFileSync(join(folder, '0002_scores.sql'), '-- a change\n')
    await expect(run({ folder })).rejects.toThrow(/0002_scores.sql was changed/)
  })

  it('that add up what sinks store are refused beside one, and on a fresh database nobody is asked', async () => {
    const [old, sums] = [unique('migrate'), '0022_sums_by_partition.sql']
    const earlier = mkdtempSync(join(tmpdir(), 'cx-migrations-'))
    for (const file of readdirSync(shipped).filter((name) => name <= sums)) cpSync(join(shipped, file), join(earlier, file))
    rmSync(join(earlier, sums))
    try {
      let asked = 0
      const beside = (sinks: number) => run({ folder: earlier, database: old, runningSinks: async () => (asked++, sinks) })
      await beside(2)
      cpSync(join(shipped, sums), join(earlier, sums))
      await db.command({ query: `INSERT INTO ${old}.interactions (account_id, event_id, kind) VALUES ('a', 'e', 'TOUCH_POINT')` })
      expect(asked).toBe(0)
      await expect(beside(2)).rejects.toMatchObject({ message: expect.stringContaining(`Migration ${sums}`), remedy: expect.stringContaining('Stop all sinks'), exitCode: 75 })
      expect(await beside(0)).toEqual([sums])
      expect(await db.rows(`SELECT sum(interactions) AS n FROM ${old}.experience_by_day`)).toEqual([{ n: 1 }])
      expect(await beside(2)).toEqual([])
    } finally {
      await db.command({ query: `DROP DATABASE IF EXISTS ${old}` })
      rmSync(earlier, { recursive: true, force: true })
    }
    const fresh = unique('migrate')
    await run({ database: fresh, runningSinks: async () => { throw new Error('nobody is to be asked') } })
    await db.command({ query: `DROP DATABASE ${fresh}` })
  })

  it('give every column of every table a comment, for those who query it', async () => {
    const bare = await db.rows(`SELECT table, name FROM system.columns WHERE database = '${database}' AND comment = '' AND table IN
      (SELECT name FROM system.tables WHERE database = '${database}' AND engine LIKE '%MergeTree')`)
    expect(bare).toEqual([])
  })
})

describe('the sink', () => {
  const check = () => checkClickHouse(db, database, tables)

  it('refuses a database without its tables', async () => {
    await expect(checkClickHouse(db, `${database}_none`, tables)).rejects.toMatchObject({ message: expect.stringContaining('lacks the columns'), remedy: expect.stringContaining('set-up') })
  })

  it('refuses to run where a table, or one that a materialized view feeds, would store a repeated batch twice', async () => {
    await expect(check()).resolves.toBeDefined()
    await db.command({ query: 'CREATE TABLE mine (n UInt64) ENGINE = SummingMergeTree ORDER BY tuple()' })
    await db.command({ query: 'CREATE MATERIALIZED VIEW mine_feed TO mine AS SELECT count() AS n FROM interactions' })
    await expect(check()).rejects.toThrow(new RegExp(`deduplication window is below 10000: ${database}.mine`))
    await db.command({ query: 'DROP VIEW mine_feed' })
    await db.command({ query: 'CREATE MATERIALIZED VIEW own_feed ENGINE = SummingMergeTree ORDER BY tuple() AS SELECT interactions AS n FROM experience_by_day' })
    await expect(check()).rejects.toThrow(new RegExp(`deduplication window is below 10000: ${database}\\.\\.inner`))
    await db.command({ query: 'DROP VIEW own_feed' })
    await expect(check()).resolves.toBeDefined()
  })
})
