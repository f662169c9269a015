/**
 * ClickHouse's tables and views with very many interactions. Usage: npm run bench:clickhouse -- [--data folder] [--only name] [interactions] [accounts] [runs]
 * Starts an engine of its own: with empty data, or with those of a folder, which are kept for the next run. CLICKHOUSE_URL names another one instead. There the
 * database `cx_bench` is made; tables that have rows stay as they are. --only: those questions and views alone whose name has this in it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '../infra/clickhouse/migrate.ts'
import { startClickHouse } from '../infra/local/clickhouse.ts'
import { freePort } from '../infra/local/ports.ts'
import { createDatabase } from '../services/api/clickhouse.ts'
import { openClickHouse } from '../services/shared/clickhouse.ts'
import { createLog } from '../services/shared/log.ts'
import { fill } from './clickhouse/fill.ts'
import { consoleQuestions, viewQuestions } from './clickhouse/questions.ts'

const { values: { data: folder, only = '' }, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' }, only: { type: 'string' } } })
const [interactions = 50_000_000, accounts = 100_000, runs = 20] = positionals.map(Number)
const database = 'cx_bench'

async function main(): Promise<void> {
  const data = folder ?? await mkdtemp(join(tmpdir(), 'cx-bench-'))
  const engine = process.env.CLICKHOUSE_URL ? null : await startClickHouse({ data, port: await freePort(), logFile: `${data}.log` })
  const address = { url: process.env.CLICKHOUSE_URL ?? engine!.url, username: process.env.CLICKHOUSE_USER ?? 'default', password: process.env.CLICKHOUSE_PASSWORD ?? '' }
  const client = openClickHouse({ ...address, database, application: 'cx-bench', timeoutMs: 3_600_000 })
  try {
    await migrate({ ...address, database, log: createLog('bench', { level: 'warn' }) })
    console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}, ${interactions} interactions, ${accounts} accounts, ${runs} runs each (views ${Math.min(runs, 3)}), warm, load ${loadavg()[0]!.toFixed(1)}`)
    const since = performance.now()
    await fill(client, { interactions, accounts }, (table) => console.log(`  ${Math.round((performance.now() - since) / 1000)} s: ${table}`))
    await sizes()
    console.log('\nconsole | best ms | p50 ms | p95 ms | CPU ms | rows read')
    const database_ = createDatabase(client)
    for (const { name, ask } of consoleQuestions(database_).filter((each) => each.name.includes(only))) await measure(name, ask)
    console.log('\nview | best ms | p50 ms | p95 ms | CPU ms | rows read')
    for (const view of viewQuestions.filter((each) => each.includes(only))) await measure(view, () => client.command({ query: `SELECT * FROM ${view} FORMAT Null`, clickhouse_settings: { max_threads: 2 } }), Math.min(runs, 3))
  } finally {
    await client.close()
    await engine?.part.stop()
    if (folder === undefined) await Promise.all([data, `${data}.log`].map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })))
  }

  async function sizes(): Promise<void> {
    const tables = await rows<{ table: string; n: number; bytes: number; parts: number }>(`SELECT table, toUInt32(sum(rows)) AS n, toFloat64(sum(bytes_on_disk)) AS bytes, toUInt32(count()) AS parts
      FROM system.parts WHERE active AND database = '${database}' GROUP BY table ORDER BY bytes DESC`)
    console.log('\ntable | rows | MB on disk | bytes a row | parts')
    for (const { table, n, bytes, parts } of tables) console.log(`${table} | ${n} | ${(bytes / 1e6).toFixed(1)} | ${(bytes / n).toFixed(1)} | ${parts}`)
  }

  async function rows<T>(query: string): Promise<T[]> {
    return (await client.query({ query, format: 'JSONEachRow' })).json<T>()
  }

  /** CPU time and rows read: of all the question's statements together, by the engine's own count over one run. On a busy machine these, and the best time, can be compared. */
  async function measure(name: string, ask: () => Promise<unknown>, times = runs): Promise<void> {
    try {
      await ask()
      const before = await counters()
      await ask()
      const after = await counters()
      const taken: number[] = []
      for (let run = 0; run < times; run++) {
        const since = performance.now()
        await ask()
        taken.push(performance.now() - since)
      }
      taken.sort((a, b) => a - b)
      console.log(`${name} | ${taken[0]!.toFixed(0)} | ${taken[Math.floor(times / 2)]!.toFixed(0)} | ${taken[Math.ceil(times * 0.95) - 1]!.toFixed(0)} | ${((after.cpu - before.cpu) / 1000).toFixed(0)} | ${after.rows - before.rows}`)
    } catch (error) {
      console.log(`${name} | failed: ${(error as Error).message.slice(0, 160)}`)
    }
  }

  async function counters(): Promise<{ rows: number; cpu: number }> {
    const [found] = await rows<{ rows: number; cpu: number }>('SELECT toFloat64(sumIf(value, event = \'SelectedRows\')) AS rows, toFloat64(sumIf(value, event = \'OSCPUVirtualTimeMicroseconds\')) AS cpu FROM system.events')
    return found!
  }
}

await main()
