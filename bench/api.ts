/**
 * How long each of the api's questions to ClickHouse takes: 10,000 accounts, 5 million interactions, a year of daily scores, made by INSERT … SELECT; autocannon over
 * loopback, one process. Usage: npm run bench:api -- [interactions] [seconds for each route], default 5,000,000 and 5.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { migrate } from '../infra/clickhouse/migrate.ts'
import { startClickHouse } from '../infra/local/clickhouse.ts'
import { freePort } from '../infra/local/ports.ts'
import { createApp } from '../services/api/app.ts'
import { createDatabase } from '../services/api/clickhouse.ts'
import { createApiMetrics } from '../services/api/metrics.ts'
import { local } from '../services/shared/access/caller.ts'
import { openClickHouse } from '../services/shared/clickhouse.ts'
import { createLog } from '../services/shared/log.ts'
import { fillTables } from './api-rows.ts'

const interactions = Number(process.argv[2] ?? 5_000_000)
const seconds = Number(process.argv[3] ?? 5)
const [accounts, connections] = [10_000, 4]
const log = createLog('cli', { level: 'warn' })
const folder = mkdtempSync(join(tmpdir(), 'cx-api-bench-'))
const engine = await startClickHouse({ data: join(folder, 'clickhouse'), port: await freePort(), logFile: join(folder, 'clickhouse.log') })
const never = () => Promise.reject(new Error('not asked here'))

const routes = [
  '/accounts', '/accounts?sort=-annualRevenue&segment=smb&limit=200', '/accounts?q=acc-12', '/accounts/acc-77', '/accounts/acc-77/timeline', '/accounts/acc-77/history', '/accounts/acc-77/history?interval=day',
  '/accounts/acc-77/explanation?at=2026-03-03T00:00:00Z', '/alerts?status=open', '/alerts', '/alerts/acc-77~SCORE_BELOW~1', '/failed-events', '/portfolio', '/portfolio/bands?days=60', '/portfolio/surveys?metric=NPS&by=touchPoint',
  '/portfolio/root-causes', '/portfolio/revenue-at-risk?days=60', '/sources', '/surveys/permission?contactId=contact-77',
]

try {
  const address = { url: engine.url, username: 'default', password: '', database: 'bench' }
  await migrate({ ...address, log })
  const client = openClickHouse({ ...address, application: 'bench', timeoutMs: 600_000 })
  await fillTables(client, accounts, interactions)
  const app = await createApp({
    database: createDatabase(client), feed: { storedUntil: never, holds: never, subscribe: never }, actions: { submit: never }, failed: { decode: never, replay: never }, pipeline: { stages: never },
    rules: { contactFrequency: async () => ({ maxSurveys: 2, perMs: 30 * 86_400_000, minGapMs: 7 * 86_400_000 }), alertRules: never }, access: { guard: { identify: async () => local, asks: () => false }, perMinute: 1e9 }, missing: () => [], ...createApiMetrics(), log,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  console.log(`${cpus().length} cores (${cpus()[0]?.model.trim()}), load before ${loadavg()[0]!.toFixed(1)}, Node ${process.version}; ${accounts.toLocaleString('en')} accounts, ${interactions.toLocaleString('en')} interactions; `
    + `${connections} connections, ${seconds} s each; api, engine and load on the same machine`)
  console.log('| route | p50, ms | p99, ms | requests/s | bytes |\n|---|--:|--:|--:|--:|')
  for (const route of routes) {
    const one = await fetch(`${url}/api/v1${route}`)
    const bytes = (await one.arrayBuffer()).byteLength
    if (!one.ok) throw new Error(`${route} answers ${one.status}`)
    const run = await autocannon({ url: `${url}/api/v1${route}`, connections, duration: seconds, timeout: 60 })
    if (run.non2xx + run.errors > 0) throw new Error(`${route}: ${run.non2xx} answers other than 2xx, ${run.errors} errors`)
    console.log(`| \`${route}\` | ${run.latency.p50} | ${run.latency.p99} | ${Math.round(run.requests.average)} | ${bytes.toLocaleString('en')} |`)
  }
  await app.close()
  await client.close()
} finally {
  await engine.part.stop(20_000)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
