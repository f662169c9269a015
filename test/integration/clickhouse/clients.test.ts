import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { findJava } from '../../../infra/local/java.ts'
import { classPath, installTool } from '../../../infra/local/tools.ts'
import { unique } from '../../helpers/names.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { keptLog } from '../../helpers/silent-log.ts'

/** Installed by .ci/run; by hand: python3 -m venv .tools/clients && .tools/clients/bin/pip install clickhouse-connect */
const python = join(import.meta.dirname, '..', '..', '..', '.tools', 'clients', 'bin', 'python')
const url = new URL(inject('parts').clickhouseUrl)
const database = unique('clients')
const run = promisify(execFile)

beforeAll(async () => {
  await migrate({ url: url.href, username: 'default', password: '', database, log: keptLog() })
})
afterAll(async () => {
  const db = clickhouseOf(url.href, 'default')
  await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db.close()
})

describe.skipIf(!existsSync(python))(`clickhouse-connect, Python's and Superset's client (${existsSync(python) ? 'installed' : 'skipped: not in .tools/clients, which .ci/run makes'})`, () => {
  it('reads with parameters, streams, writes in each of its compressions, and is told of errors', async () => {
    const { stdout } = await run(python, [join(import.meta.dirname, 'clients.py'), url.hostname, url.port, database])
    expect(JSON.parse(stdout)).toEqual({
      parameters: [[42, "it's"]], rows: [5000, 5 * 499_500, 2500, 5 * 249_750], raw: [['z', [1]]], goals: [['NPS', 'smb', 40, null]], streamed: 200_000, error: true, external: true, tables: true,
    })
  }, 60_000)
})

describe('ClickHouse\'s JDBC driver, that of Metabase, DBeaver and Tableau', () => {
  it('finds tables and comments, reads with parameters, streams, writes, and is told of errors, with its default settings', async () => {
    const [jars, { command }] = [await installTool('clickhouse-jdbc', () => undefined), await findJava(process.env)]
    const { stdout } = await run(command, ['-XX:TieredStopAtLevel=1', '-Dstdout.encoding=UTF-8', '-XX:+UseSerialGC', '-cp', classPath(jars), join(import.meta.dirname, 'Clients.java'), url.host, database])
    expect(stdout.trim().split('\n')).toEqual([
      'tables true', 'column Float64: Experience score, 0 (worst) to 100 (best): prior plus the sum of drivers', 'row 42 it\'s ☂ 2026-01-02T03:04:05.678Z null [1.5, 2.0] low',
      `streamed 100000 4999950000 ${36 * 100_000}`, 'written 2 160', 'error 60 true', 'written 2 160',
    ])
  }, 180_000)
})
