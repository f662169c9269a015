import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { parseRetention, setRetention } from '../../../infra/clickhouse/retention.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'

const folder = join(import.meta.dirname, '../../../infra/clickhouse/readers')
const database = unique('readers')
const address = { url: inject('parts').clickhouseUrl, username: 'default', password: '', database }
const db = clickhouseOf(address.url, database)

beforeAll(async () => { await migrate({ ...address, log: keptLog() }) })
afterAll(async () => {
  await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db.close()
})

describe('how long rows are kept', () => {
  const log = keptLog()
  const apply = (text: string) => setRetention({ ...address, log }, parseRetention(text)!)
  const ttl = async () => (await db.rows<{ engine: string }>("SELECT engine_full AS engine FROM system.tables WHERE database = currentDatabase() AND name IN ('alert_events', 'interactions') ORDER BY name"))
    .map(({ engine }) => / TTL (.+?) SETTINGS/s.exec(engine)?.[1] ?? null)

  it('is written as tables and days', () => {
    expect(parseRetention('')).toEqual(new Map())
    expect(parseRetention('interactions=730, failed_events=forever')).toEqual(new Map([['interactions', 730], ['failed_events', null]]))
    for (const wrong of ['interactions', 'interactions=0', 'interactions=2y', 'accounts_now=5', 'toString=5', 'interactions=5 failed_events=5']) expect(parseRetention(wrong)).toBeNull()
  })

  it('is set where it differs, taken back, and otherwise left as it is', async () => {
    expect(await ttl()).toEqual([null, null])
    await apply('interactions=730,alert_events=365')
    expect(await ttl()).toEqual(['toDateTime(at) + toIntervalDay(365)', 'toDateTime(occurred_at) + toIntervalDay(730)'])
    expect(log.lines.map(({ event, table, days }) => [event, table, days]).sort()).toEqual([['clickhouse.retention', 'alert_events', 365], ['clickhouse.retention', 'interactions', 730]])
    await apply('interactions=730,alert_events=365')
    await apply('')
    expect(log.lines).toHaveLength(2)
    await apply('alert_events=forever')
    expect(await ttl()).toEqual([null, 'toDateTime(occurred_at) + toIntervalDay(730)'])
  })

  it('lets old facts go; the sums made from them stay', async () => {
    await apply('interactions=30')
    const row = (eventId: string, occurredAt: string) => `('a', '${eventId}', 'TOUCH_POINT', ${occurredAt}, 'DIRECT')`
    await db.command({ query: `INSERT INTO interactions (account_id, event_id, kind, occurred_at, directness) VALUES ${row('old', 'now64(3) - INTERVAL 40 DAY')}, ${row('new', 'now64(3)')}` })
    await db.command({ query: 'OPTIMIZE TABLE interactions FINAL' })
    expect(await db.rows('SELECT event_id FROM interactions')).toEqual([{ event_id: 'new' }])
    expect(await db.rows('SELECT toUInt32(sum(interactions)) AS n FROM experience_by_day')).toEqual([{ n: 2 }])
  })
})

/** Runs the script as the image would; in place of ClickHouse's client, which needs a server, what it is given is kept. */
async function readersScript(env: Record<string, string>): Promise<string> {
  const bin = mkdtempSync(join(tmpdir(), 'cx-readers-'))
  try {
    writeFileSync(join(bin, 'clickhouse-client'), '#!/bin/sh\ncat\n')
    chmodSync(join(bin, 'clickhouse-client'), 0o755)
    const { stdout } = await promisify(execFile)(join(folder, 'readers.sh'), { env: { PATH: `${bin}:${process.env.PATH}`, CX_BI_SQL: join(folder, 'readers.sql'), ...env } })
    return stdout
  } finally {
    rmSync(bin, { recursive: true })
  }
}

describe('readers of a server', () => {
  it('are made by statements that ClickHouse understands, without the password in them', async () => {
    const sql = await readersScript({ CX_BI_PASSWORD: "it's; secret", CX_DEPLOYMENT: database, CX_BI_USER: 'dashboards', CX_BI_ROLE: 'bi_verbatims' })
    expect(sql).not.toMatch(/secret|\{|--/)
    const statements = sql.split(';').map((each) => each.trim()).filter(Boolean)
    const kinds = new Set<string>()
    for (const statement of statements) {
      const [{ formatted = '' } = {}] = await db.rows<{ formatted: string }>(`SELECT formatQuerySingleLine('${statement.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}') AS formatted`)
      kinds.add(formatted.split(' ').slice(0, 2).join(' '))
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['CREATE SETTINGS', 'CREATE ROLE', 'CREATE QUOTA', 'CREATE USER', 'ALTER USER', 'GRANT bi_verbatims']))
  })

  it('are not made without a password, nor under a name that is none', async () => {
    expect(await readersScript({})).toBe('CX_BI_PASSWORD is not set: no reader is made\n')
    await expect(readersScript({ CX_BI_PASSWORD: 'x', CX_BI_USER: "bi'; DROP" })).rejects.toThrow('no plain name')
  })

  it('may read every table and view but those that are kept back, and of the contacts all but what customers said', async () => {
    const granted = [...readFileSync(join(folder, 'readers.sql'), 'utf8').matchAll(/SELECT(\([^)]+\))? ON \{database\}\.(\w+)/g)]
    const keptBack = ['failed_events', 'failed_events_now', 'migrations', 'timeline_archive']
    const tables = (await db.rows<{ name: string }>("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView'")).map(({ name }) => name)
    expect([...new Set(granted.map(([, , name]) => name))].sort()).toEqual(tables.filter((name) => !keptBack.includes(name)).sort())
    const columns = (await db.rows<{ name: string }>("SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'interactions' AND name != 'text'")).map(({ name }) => name)
    expect(granted.find(([, columns]) => columns)?.[1]!.slice(1, -1).split(/,\s+/).sort()).toEqual(columns.sort())
  })
})
