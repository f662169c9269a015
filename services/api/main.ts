import { openClickHouse } from '../shared/clickhouse.ts'
import { serveHealth } from '../shared/health.ts'
import { createLog } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { runService, type Closing } from '../shared/service.ts'
import { createApp } from './app.ts'
import { createDatabase, maxQuerySeconds } from './clickhouse.ts'
import { apiConfig, help } from './config.ts'
import { createApiMetrics } from './metrics.ts'
import { watchDatabase } from './watch.ts'

const connections = 8

let log = createLog('api')

async function start(closing: Closing) {
  const config = apiConfig(process.env)
  log = createLog('api', { level: config.logLevel })
  log.info({ event: 'service.starting', deployment: config.deployment }, 'starting')
  const { metrics, page } = createApiMetrics()
  const clickhouse = openClickHouse({
    url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword, database: config.deployment,
    application: 'cx-api', timeoutMs: (maxQuerySeconds + 5) * 1000, connections,
  })
  closing.add(() => clickhouse.close())
  const database = createDatabase(clickhouse)
  const watch = watchDatabase(database, log)
  closing.add(watch.stop)
  closing.add((await serveHealth({ port: config.metricsPort, missing: watch.missing, page, log })).close)

  const app = await createApp({ database, metrics, page, log })
  closing.add(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: config.port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Refusal(`Port ${config.port}, wanted for the api, is in use by another program.`, 'Stop that program, or choose another port with API_PORT=…')
  })
  log.info({ event: 'http.listening', url }, 'Api')
  return { done: new Promise<never>(() => {}) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
