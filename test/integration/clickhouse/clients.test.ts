import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { startClickHouse, type RunningClickHouse } from '../../../infra/local/clickhouse.ts'
import { findJava } from '../../../infra/local/java.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { classPath, installTool } from '../../../infra/local/tools.ts'
import { randomExperience } from '../../helpers/experience-data.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

/** Installed by .ci/run; by hand: python3 -m venv .tools/clients && .tools/clients/bin/pip install clickhouse-connect sqlalchemy */
const python = join(import.meta.dirname, '..', '..', '..', '.tools', 'clients', 'bin', 'python')
const database = 'clients'
const users = { writer: { name: 'default', password: '' }, reader: { name: 'bi', password: 'only reads' } } as const
const data = randomExperience(5, 8)
const accountsOf = (segment: string) => new Set(data.scores.filter((each) => each.segment === segment).map((each) => each.accountId)).size
const scoreComment = 'Experience score, 0 (worst) to 100 (best): prior plus the sum of drivers'
const run = promisify(execFile)
let folder: string
let engine: RunningClickHouse

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cx-clients-'))
  engine = await startClickHouse({ data: join(folder, 'data'), port: await freePort(), logFile: join(folder, 'log'), reader: users.reader })
  await migrate({ url: engine.url, username: users.writer.name, password: users.writer.password, database, log: keptLog() })
  const db = clickhouseOf(engine.url, database)
  await storeRows(db, 'interactions', data.contacts)
  await storeRows(db, 'scores', data.scores)
  await storeRows(db, 'alerts', data.alerts)
  await db.close()
}, 60_000)
afterAll(async () => {
  await engine?.part.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('the reader\'s own user', () => {
  it('reads every table and view of the model, those with parameters as their comments say', async () => {
    const bi = createClient({ url: engine.url, username: users.reader.name, password: users.reader.password, database })
    const rows = async <T>(query: string) => (await bi.query({ query, format: 'JSONEachRow' })).json<T>()
    const tables = await rows<{ name: string; comment: string }>('SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND engine != \'MaterializedView\'')
    const example = /SELECT \* FROM \w+\((?:[^()]|\([^()]*\))*\)/
    const refused: string[] = []
    for (const { name, comment } of tables) {
      await rows(`${example.exec(comment)?.[0] ?? `SELECT * FROM ${name}`} LIMIT 1`).catch((error: Error) => refused.push(`${name}: ${error.message}`))
    }
    await bi.close()
    expect(refused).toEqual([])
    expect(tables.filter(({ comment }) => example.test(comment)).length).toBeGreaterThan(9)
  })
})

describe.skipIf(!existsSync(python))(`clickhouse-connect, Python's and Superset's client (${existsSync(python) ? 'installed' : 'skipped: not in .tools/clients, which .ci/run makes'})`, () => {
  const ask = async (who: keyof typeof users): Promise<unknown> => {
    const { hostname, port } = new URL(engine.url)
    return JSON.parse((await run(python, [join(import.meta.dirname, 'clients.py'), hostname, port, database, users[who].name, users[who].password])).stdout)
  }
  const read = { parameters: [[42, "it's"]], goals: [['NPS', 'none', 40, null]], streamed: 200_000, error: true, external: true, tables: true, sqlalchemy: [true, scoreComment, [['smb', accountsOf('smb')]]] }

  it('reads with parameters and through SQLAlchemy, streams, writes in each of its compressions, and is told of errors', async () => {
    expect(await ask('writer')).toEqual({ ...read, rows: [5000, 5 * 499_500, 2500, 5 * 249_750], raw: [['z', [1]]] })
  }, 60_000)

  it('reads the same as the reader, who may not write', async () => {
    expect(await ask('reader')).toEqual({ ...read, refused: true })
  }, 60_000)
})

describe('ClickHouse\'s JDBC driver, that of Metabase, DBeaver and Tableau', () => {
  it('finds tables and comments, reads with parameters, streams, writes, and is told of errors, with its default settings; the reader\'s user only reads', async () => {
    const [jars, { command }] = [await installTool('clickhouse-jdbc', () => undefined), await findJava(process.env)]
    const program = ['-cp', classPath(jars), join(import.meta.dirname, 'Clients.java'), new URL(engine.url).host, database, ...Object.values(users).flatMap(({ name, password }) => [name, password])]
    const { stdout } = await run(command, ['-XX:TieredStopAtLevel=1', '-Dstdout.encoding=UTF-8', '-XX:+UseSerialGC', ...program])
    const distinct = (values: readonly unknown[]) => new Set(values.filter((each) => each !== null)).size
    const read = [
      'tables true', `column Float64: ${scoreComment}`, 'row 42 it\'s ☂ 2026-01-02T03:04:05.678Z null [1.5, 2.0] low',
      `accounts ${distinct(data.scores.map((each) => each.accountId))} ${distinct(data.scores.map((each) => each.segment))}`, `streamed 100000 4999950000 ${36 * 100_000}`,
    ]
    expect(stdout.trim().split('\n')).toEqual([...read, 'written 2 160', 'error 60 true', 'written 2 160', ...read, 'refused 164', 'error 60 true', 'refused 164'])
  }, 180_000)
})
