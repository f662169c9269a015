import { openGuard } from '../shared/access/guard.ts'
import { contractId } from '../shared/avro/contract-id.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { openClickHouse } from '../shared/clickhouse.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openLeaderCheck } from '../shared/kafka/leader-check.ts'
import { openReader } from '../shared/kafka/read.ts'
import { createLog } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { listed } from '../shared/variables.ts'
import { runService, type Closing } from '../shared/service.ts'
import { watch, type Watch, type Watched } from '../shared/watch.ts'
import { subjectOf, topicOf } from '../topology.ts'
import { createApp } from './app.ts'
import { createDatabase, maxQuerySeconds } from './clickhouse.ts'
import { apiConfig, help, type ApiConfig } from './config.ts'
import { openActions } from './live/actions.ts'
import { openFailedRecords } from './live/failed.ts'
import { openAlertFeed } from './live/alert-feed.ts'
import { openPipeline } from './live/pipeline.ts'
import { openRules } from './live/rules.ts'
import { createApiMetrics } from './metrics.ts'

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
  const watches: Watch[] = []
  const watchOver = (dependency: Watched['dependency'], ask: Watched['ask']) => {
    const each = watch({ dependency, absence: `${dependency} does not answer`, ask, log })
    watches.push(each)
    // A query can take longer than whoever stops the api wants to wait.
    closing.add(() => void each.stop())
  }
  watchOver('ClickHouse', database.ping)
  let listening = false
  const missing = () => [...watches.flatMap((each) => each.missing()), ...(listening ? [] : ['Kafka or the schema registry has not answered yet'])]
  closing.add((await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing, page, log })).close)

  const { host, keysFile, oidcIssuer: issuer, oidcAudience: audience, oidcRoleClaim: roleClaim, perMinute } = config
  const guard = openGuard({ keysFile, host, oidc: { issuer, audience, roleClaim }, log })
  const { broker, ...live } = await openLive(config, closing)
  watchOver('Kafka', broker.ask)
  const app = await createApp({ database, ...live, access: { guard, perMinute }, missing, metrics, page, log, trustedProxies: listed(config.trustedProxies) })
  closing.add(() => app.close())
  const url = await app.listen({ host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Refusal(`Port ${config.port}, wanted for the api, is in use by another program.`, 'Stop that program, or choose another port with API_PORT=…')
  })
  listening = true
  log.info({ event: 'http.listening', url }, 'Api')
  return { done: Promise.race([live.feed.done, live.actions.done]).then(() => new Promise<never>(() => {})) }
}

/** What comes from the log and goes to it. */
async function openLive({ deployment, brokers, registryUrl }: ApiConfig, closing: Closing) {
  const client = openKafka({ brokers, clientId: `${deployment}-api`, log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const registry = openRegistry({ url: registryUrl, log })
  const feed = await openAlertFeed({ client, reader, registry, deployment, log })
  closing.add(feed.close)
  const schemaId = await contractId(registry, subjectOf(deployment, 'alert-actions'), 'alert-action')
  const actions = await openActions({ client, reader, feed, deployment, schemaId, log })
  closing.add(actions.close)
  const broker = openLeaderCheck(client, [topicOf(deployment, 'alerts')])
  closing.add(broker.close)
  const pipeline = openPipeline(client, reader, deployment)
  closing.add(pipeline.close)
  return { feed, actions, broker, pipeline, rules: openRules(reader, deployment), failed: openFailedRecords(registry, { config: { deployment }, kafka: client, reader }) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
