import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { describeDatabase } from '../../../schemas/semantic/describe.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'

const url = inject('parts').clickhouseUrl
const database = unique('semantic')
const db = clickhouseOf(url, database)

beforeAll(async () => { await migrate({ url, username: 'default', password: '', database, log: keptLog() }) }, 60_000)
afterAll(async () => {
  await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db.close()
})

test('schemas/semantic/schema.yml says what the database\'s comments say', async () => {
  expect(await describeDatabase(db, database), 'run `npm run generate:semantic`').toBe(readFileSync(join(import.meta.dirname, '../../../schemas/semantic/schema.yml'), 'utf8'))
})

test('every table, every view and each of their columns has a comment', async () => {
  expect(await db.rows(`SELECT name FROM system.tables WHERE database = '${database}' AND comment = ''`)).toEqual([])
  expect(await db.rows(`SELECT table, name FROM system.columns WHERE database = '${database}' AND comment = '' AND table NOT LIKE '%\\_feed'`)).toEqual([])
})

test('every parameter of a view stands in its comment\'s example', async () => {
  const views = await db.rows<{ name: string; comment: string; sql: string }>(`SELECT name, comment, create_table_query AS sql FROM system.tables WHERE database = '${database}' AND engine = 'View'`)
  const missing = views.flatMap(({ name, comment, sql }) => [...sql.matchAll(/\{(\w+):/g)].map(([, parameter]) => parameter!).filter((parameter) => !comment.includes(`${parameter} = `)).map((parameter) => `${name}: ${parameter}`))
  expect(missing).toEqual([])
})
