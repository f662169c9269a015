import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClickHouse, type RunningClickHouse } from '../../../infra/local/clickhouse.ts'
import { startPart } from '../../../infra/local/part.ts'
import { freePort } from '../../../infra/local/ports.ts'

let folder: string
let running: RunningClickHouse
let client: ClickHouseClient
const start = async (data = 'data', more: Partial<Parameters<typeof startClickHouse>[0]> = {}) =>
  startClickHouse({ data: join(folder, data), port: await freePort(), logFile: join(folder, `${data}.log`), ...more })
const rows = async <T = Record<string, unknown>>(query: string, more: object = {}) => (await client.query({ query, format: 'JSONEachRow', ...more })).json<T>()
const post = (path: string, body?: string | Buffer, headers: Record<string, string> = {}) => fetch(`${running.url}${path}`, { method: 'POST', body: body as never, headers })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cx-engine-'))
  running = await start()
  client = createClient({ url: running.url, log: { level: ClickHouseLogLevel.OFF }, compression: { request: true, response: true } })
  await client.command({ query: 'CREATE TABLE t (a UInt32, s String, d String DEFAULT \'none\') ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100' })
})
afterAll(async () => {
  await client?.close()
  await running?.part.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('through the official client', () => {
  it('answers ping and queries with parameters of every kind', async () => {
    expect(await client.ping()).toEqual({ success: true })
    const text = 'it\'s "a"; \\ \n\t{x:String} -- ☂'
    const [row] = await rows('SELECT {s:String} AS s, {n:Int64} AS n, {l:Array(String)} AS l, {z:Nullable(String)} AS z, {d:DateTime} AS d, {f:Float64} AS f, {i:Identifier}.one AS o FROM (SELECT 1 AS one) AS sub', {
      query_params: { s: text, n: -5, l: [text, ''], z: null, d: new Date(Date.UTC(2026, 0, 2)), f: 0.1, i: 'sub' },
    })
    expect(row).toEqual({ s: text, n: -5, l: [text, ''], z: null, d: '2026-01-02 00:00:00', f: 0.1, o: 1 })
  })

  it('stores rows whatever bytes they hold, with the defaults of missing columns', async () => {
    const texts = ['plain', ' ;\nDROP TABLE t;\n', '\n\n', '', 'a\n\n\nINSERT INTO t VALUES (99, \'x\', \'y\')', '\u0000\u0001', '☂ "quoted" \'and\' \\ more']
    const { summary } = await client.insert({ table: 't', columns: ['a', 's'], values: texts.map((s, a) => ({ a, s })), format: 'JSONEachRow' })
    expect(summary?.written_rows).toBe(String(texts.length))
    expect(await rows('SELECT a, s, d FROM t ORDER BY a')).toEqual(texts.map((s, a) => ({ a, s, d: 'none' })))
    await client.command({ query: 'TRUNCATE TABLE t' })
  })

  it('reports errors with ClickHouse\'s code, type and message', async () => {
    await expect(rows('SELECT * FROM missing')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE', message: expect.stringContaining('missing') })
    await expect(rows('SELEC 1')).rejects.toMatchObject({ code: '62' })
    await expect(rows('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '62', message: expect.stringContaining('Multi-statements') })
    await expect(client.insert({ table: 't', values: [{ a: 'x' }], format: 'JSONEachRow' })).rejects.toMatchObject({ code: '27' })
    await expect(rows('SELECT sleepEachRow(1) FROM numbers(3)', { clickhouse_settings: { max_execution_time: 1 } })).rejects.toMatchObject({ code: '159' })
    await expect(rows('SELECT 1', { clickhouse_settings: { no_such_setting: 1 } })).rejects.toMatchObject({ code: '115' })
  })

  it('takes a token once, and again under another token', async () => {
    const insert = (token: string) => client.insert({ table: 't', values: [{ a: 1, s: 'x' }], format: 'JSONEachRow', clickhouse_settings: { insert_deduplication_token: token } })
    for (const token of ['one', 'one', 'two']) await insert(token)
    expect(await rows('SELECT count() AS n FROM t')).toEqual([{ n: 2 }])
    await client.command({ query: 'TRUNCATE TABLE t' })
  })

  it('keeps a session\'s settings and temporary tables for the session, a request\'s settings for the request', async () => {
    const session = { session_id: 'mine' }
    await client.command({ query: 'CREATE TEMPORARY TABLE mine (a UInt8)', ...session })
    await client.command({ query: 'SET max_threads = 3', ...session })
    await client.command({ query: 'SELECT 1', ...session, clickhouse_settings: { max_threads: 1, insert_deduplication_token: 'not for others' } })
    expect(await rows('SELECT getSetting(\'max_threads\') AS n, getSetting(\'insert_deduplication_token\') AS t, (SELECT count() FROM mine) AS c', session)).toEqual([{ n: 3, t: '', c: 0 }])
    await expect(rows('SELECT * FROM mine')).rejects.toMatchObject({ code: '60' })
    await expect(Promise.all([1, 2].map(() => rows('SELECT sleep(0.3)', session)))).rejects.toMatchObject({ code: '373' })
  })

  it('refuses a query while one of the same id runs, or waits for its turn, and takes it afterwards', async () => {
    await Promise.all([1, 2].map(() => rows('SELECT sleep(0.3)')))
    const same = { query_id: 'cx:same' }
    const insert = (more: object) => client.command({ query: 'INSERT INTO t (a) SELECT 1 + sleep(0.3)', ...more })
    const selects = () => [rows('SELECT sleep(0.3)', same), rows('SELECT 1 + sleep(0.3)', same)]
    const inserts = () => [insert(same), insert({}), insert(same)]
    for (const attempt of [selects, inserts]) {
      const results = await Promise.allSettled<unknown>(attempt())
      const refused = results.filter((each) => each.status === 'rejected').map(({ reason }) => reason as unknown)
      expect(refused).toEqual([expect.objectContaining({ code: '216', type: 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING' })])
    }
    expect(await rows('SELECT count() AS n FROM t', same)).toEqual([{ n: 2 }])
    await client.command({ query: 'TRUNCATE TABLE t', ...same })
    await expect(rows('SELECT * FROM missing', same)).rejects.toMatchObject({ code: '60' })
    expect(await rows('SELECT 1 AS n', same)).toEqual([{ n: 1 }])
  })

  it('streams a large insert and a large answer', async () => {
    const count = 50_000
    const { Readable } = await import('node:stream')
    await client.insert({ table: 't', values: Readable.from(Array.from({ length: count }, (_, a) => ({ a, s: `row ${a}` }))), format: 'JSONEachRow' })
    const stream = (await client.query({ query: 'SELECT a FROM t ORDER BY a', format: 'JSONEachRow' })).stream<{ a: number }>()
    let sum = 0
    for await (const part of stream) for (const row of part) sum += row.json().a
    expect(sum).toBe((count * (count - 1)) / 2)
    await client.command({ query: 'TRUNCATE TABLE t' })
  })
})

describe('over plain HTTP', () => {
  it('answers GET, HEAD and POST, in the format that is asked for, with ClickHouse\'s headers', async () => {
    const answer = await fetch(`${running.url}/?query=${encodeURIComponent('SELECT 1 AS a')}&default_format=JSONEachRow&query_id=q7`)
    expect(await answer.text()).toBe('{"a":1}\n')
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-clickhouse-query-id': 'q7', 'x-clickhouse-format': 'JSONEachRow', 'x-clickhouse-timezone': 'UTC' })
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ result_rows: '1' })
    expect(await (await post('/', 'SELECT 1 AS a FORMAT CSVWithNames')).text()).toBe('"a"\n1\n')
    expect(await (await post('/?query=SELECT', ' 2')).text()).toBe('2\n')
    expect((await fetch(`${running.url}/ping`, { method: 'HEAD' })).status).toBe(200)
    expect(await (await fetch(running.url)).text()).toBe('Ok.\n')
  })

  it('gives errors their status and code', async () => {
    for (const [sql, status, code] of [['SELECT * FROM missing', 404, 60], ['SELECT', 400, 62], ['SELECT 1 INTO OUTFILE \'x\'', 501, 48], ['SELECT throwIf(1)', 500, 395]] as const) {
      const answer = await post('/', sql)
      expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([status, String(code)])
      expect(await answer.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: .* \\([A-Z_]+\\) \\(version [\\d.]+\\)\n$`, 's'))
    }
    expect((await fetch(`${running.url}/?query=${encodeURIComponent('DROP TABLE t')}`)).status).toBe(500)
    expect(await rows('EXISTS t')).toEqual([{ result: 1 }])
  })

  it('takes rows in the URL\'s statement, after it, compressed or not, and in binary with any bytes', async () => {
    const binary = Buffer.from([0x0a, 0x0a, 0, 0, 4, 0x0a, 0x0a, 0x3b, 0xff])
    expect((await post('/', Buffer.concat([Buffer.from('INSERT INTO t (a, s) FORMAT RowBinary\n'), binary]))).status).toBe(200)
    expect((await post('/?query=INSERT%20INTO%20t%20(a,s)%20VALUES%20(1,%27one;%27),', '(2, \'two\')')).status).toBe(200)
    expect((await post('/?query=INSERT%20INTO%20t%20(a,s)%20FORMAT%20CSV', gzipSync('3,"three\n\nlines"\n'), { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(await rows('SELECT a, hex(s) AS s FROM t ORDER BY a')).toEqual([
      { a: 1, s: Buffer.from('one;').toString('hex').toUpperCase() }, { a: 2, s: '74776F' }, { a: 3, s: Buffer.from('three\n\nlines').toString('hex').toUpperCase() }, { a: 2570, s: '0A0A3BFF' },
    ])
    await client.command({ query: 'TRUNCATE TABLE t' })
  })

  it('refuses what it does not serve instead of passing data over', async () => {
    for (const [path, headers] of [['/?role=r', {}], ['/', { 'content-encoding': 'snappy' }], ['/', { 'content-type': 'multipart/form-data; boundary=x' }]] as const) {
      expect((await post(path, 'SELECT 1', headers)).status).toBe(501)
    }
  })

  it('keeps a connection longer than clients keep it idle', async () => {
    expect((await fetch(`${running.url}/ping`)).headers.get('keep-alive')).toBe('timeout=10')
  })
})

describe('who may connect', () => {
  it('is whoever has the password, sent in any of ClickHouse\'s ways', async () => {
    const guarded = await start('guarded', { user: 'bi', password: 'pa:ss' })
    const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })
    const status = async (query: string, headers: Record<string, string> = {}) => (await fetch(`${guarded.url}/?query=SELECT%201${query}`, { headers })).status
    expect(await Promise.all([
      status('', basic('bi', 'pa:ss')), status('', { 'x-clickhouse-user': 'bi', 'x-clickhouse-key': 'pa:ss' }), status('&user=bi&password=pa%3Ass'),
      status(''), status('', basic('bi', 'pass')), status('', basic('default', '')), status('&user=bi'),
    ])).toEqual([200, 200, 200, 403, 403, 403, 403])
    expect((await fetch(`${guarded.url}/ping`)).status).toBe(200)
    await guarded.part.stop()
  })

  it('is a reader within limits, who changes nothing, reads no files and cannot lift the limits', async () => {
    const { url, part } = await start('read', { reader: { name: 'bi', password: 'only reads' } })
    const ask = async (sql: string, settings = '') => {
      const answer = await fetch(`${url}/?${settings}`, { method: 'POST', body: sql, headers: { 'x-clickhouse-user': 'bi', 'x-clickhouse-key': 'only reads' } })
      return answer.ok ? (await answer.text()).trim() : Number(answer.headers.get('x-clickhouse-exception-code'))
    }
    const limits = "SELECT getSetting('max_execution_time'), getSetting('max_result_rows'), getSetting('max_memory_usage')"
    expect(await ask(limits)).toBe('60\t1000000\t4000000000')
    expect(await ask(limits, 'max_execution_time=0&max_result_rows=2000000&max_memory_usage=x1')).toBe('60\t1000000\t4000000000')
    expect(await ask(limits, 'max_execution_time=5&max_result_rows=10')).toBe('5\t10\t4000000000')
    expect(await ask('SELECT number FROM numbers(1000001) FORMAT Null', 'result_overflow_mode=break')).toBe(396)
    expect(await ask('CREATE TABLE mine (a UInt8) ENGINE = Memory')).toBe(164)
    expect(await ask("SELECT * FROM file('/etc/hostname', 'LineAsString')")).toBe(164)
    expect(await ask('SELECT 1 SETTINGS max_execution_time = 0')).toBe(164)
    await part.stop()
  })
})

describe('the data folder', () => {
  it('belongs to one process; a second one says so', async () => {
    const second = await startPart({
      name: 'second', command: process.execPath, args: ['infra/local/clickhouse/main.ts', '--port', String(await freePort()), '--data', join(folder, 'data')], logFile: join(folder, 'second.log'),
    })
    expect(await second.ended).toEqual({ code: 78, signal: null })
    expect(second.output()).toContain('another process has it')
  })

  // A kill between the engine's note of the token and its note of the rows leaves the token alone: the repeat is then taken for done. What the sink does about it: test/faults/sink.test.ts.
  it('keeps every insert that it acknowledged at once through kill -9, and what was repeated not twice', async () => {
    let engine = await start('killed')
    const port = Number(new URL(engine.url).port)
    const restart = () => startClickHouse({ data: join(folder, 'killed'), port, logFile: join(folder, 'killed.log') })
    const db = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF }, clickhouse_settings: { deduplicate_blocks_in_dependent_materialized_views: 1 } })
    const window = 'SETTINGS non_replicated_deduplication_window = 10000'
    await db.command({ query: `CREATE TABLE facts (n UInt32) ENGINE = MergeTree ORDER BY n ${window}` })
    await db.command({ query: `CREATE TABLE sums (k UInt8, c UInt64) ENGINE = SummingMergeTree ORDER BY k ${window}` })
    await db.command({ query: 'CREATE MATERIALIZED VIEW feed TO sums AS SELECT toUInt8(n % 3) AS k, count() AS c FROM facts GROUP BY k' })
    let next = 0
    const repeated = new Set<number>()
    const insert = (batch: number) => db.insert({
      table: 'facts', values: Array.from({ length: 100 }, (_, i) => ({ n: batch * 100 + i })), format: 'JSONEachRow', clickhouse_settings: { insert_deduplication_token: `b${batch}` },
    })
    for (let round = 0; round < 4; round++) {
      setTimeout(() => process.kill(engine.part.pid, 'SIGKILL'), 150 + round * 70)
      // The first insert without an answer is of unknown outcome: it is repeated under its token.
      while (await insert(next).then(() => true, () => false)) next += 1
      await engine.part.ended
      engine = await restart()
      repeated.add(next)
      await insert(next++)
    }
    const rows = async (query: string) => (await (await db.query({ query, format: 'JSONEachRow' })).json<Record<string, string>>()).map((row) => Object.values(row).map(Number))
    const facts = new Map(await rows('SELECT intDiv(n, 100), count() AS found FROM facts GROUP BY 1').then((all) => all.map(([batch, found]) => [batch!, found!] as const)))
    const atOnce = Array.from({ length: next }, (_, batch) => batch).filter((batch) => !repeated.has(batch))
    expect(atOnce.length).toBeGreaterThan(0)
    expect(atOnce.filter((batch) => facts.get(batch) !== 100)).toEqual([])
    expect([...facts.values()].every((found) => found === 100)).toBe(true)
    const sums = (await rows('SELECT sum(c) FROM sums'))[0]![0]!
    expect(sums).toBeGreaterThanOrEqual(atOnce.length * 100)
    expect(sums).toBeLessThanOrEqual(next * 100)
    await db.close()
    await engine.part.stop()
    expect(await engine.part.ended).toEqual({ code: 0, signal: null })
  })
})
