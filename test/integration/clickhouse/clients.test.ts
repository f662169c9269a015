import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { unique } from '../../helpers/names.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { keptLog } from '../../helpers/silent-log.ts'

/** Installed by .ci/run; by hand: python3 -m venv .tools/clients && .tools/clients/bin/pip install clickhouse-connect */
const python = join(import.meta.dirname, '..', '..', '..', '.tools', 'clients', 'bin', 'python')
const url = new URL(inject('parts').clickhouseUrl)
const database = unique('clients')

afterAll(async () => {
  const db = clickhouseOf(url.href, 'default')
  await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db.close()
})

describe.skipIf(!existsSync(python))(`clickhouse-connect, Python's and Superset's client (${existsSync(python) ? 'installed' : 'skipped: not in .tools/clients, which .ci/run makes'})`, () => {
  it('reads with parameters, streams, writes in each of its compressions, and is told of errors', async () => {
    await migrate({ url: url.href, username: 'default', password: '', database, log: keptLog() })
    const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, 'clients.py'), url.hostname, url.port, database])
    expect(JSON.parse(stdout)).toEqual({
      parameters: [[42, "it's"]], rows: [5000, 5 * 499_500, 2500, 5 * 249_750], raw: [['z', [1]]], goals: [['NPS', 'smb', 40, null]], streamed: 200_000, error: true, tables: true,
    })
  }, 60_000)
})
