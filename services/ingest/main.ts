import { join } from 'node:path'
import { openGuard } from '../shared/access/guard.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openLeaderCheck } from '../shared/kafka/leader-check.ts'
import { createLog } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { runService, type Closing } from '../shared/service.ts'
import { listed } from '../shared/variables.ts'
import { watch } from '../shared/watch.ts'
import { inputTopics, topicOf } from '../topology.ts'
import { createApp } from './app.ts'
import { help, ingestConfig } from './config.ts'
import { readHooks } from './hooks.ts'
import { createIngestMetrics } from './metrics.ts'
import { findTargets } from './targets.ts'
import { openWriter } from './writer.ts'

const ackWithinMs = 10_000

let log = createLog('ingest')

async function start(closing: Closing) {
  const config = ingestConfig(process.env)
  const { deployment, brokers, registryUrl, maxBodyBytes, maxWaitingBytes } = config
  log = createLog('ingest', { level: config.logLevel })
  log.info({ event: 'service.starting', deployment }, 'starting')
  const { metrics, page } = createIngestMetrics()
  const guard = openGuard({ keysFile: config.keysFile, host: config.host, log })
  const hooks = readHooks([join(import.meta.dirname, 'mappings'), ...(config.mappings === '' ? [] : [config.mappings])], config.hookSecrets)
  const client = openKafka({ brokers, clientId: `${deployment}-ingest`, log })
  const leaders = openLeaderCheck(client, inputTopics.map((name) => topicOf(deployment, name)))
  closing.add(leaders.close)
  const kafka = watch({ dependency: 'Kafka', absence: 'Kafka does not answer as it should', ask: leaders.ask, log })
  closing.add(kafka.stop)
  let listening = false
  closing.add((await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => [...kafka.missing(), ...(listening ? [] : ['Kafka or the schema registry has not answered yet'])], page, log })).close)

  const targets = await findTargets({ client, registry: openRegistry({ url: registryUrl, log }), deployment, log })
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())

  const app = await createApp({ writer: openWriter(cluster, { maxWaitingBytes, ackWithinMs }), targets, metrics, log, maxBodyBytes, guard, hooks, perMinute: config.perMinute, trustedProxies: listed(config.trustedProxies) })
  app.addHook('onResponse', async (request, reply) => metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000))
  closing.add(() => app.close())
  const url = await app.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Refusal(`Port ${config.port}, wanted for ingest, is in use by another program.`, 'Stop that program, or choose another port with INGEST_PORT=…')
  })
  listening = true
  log.info({ event: 'http.listening', url }, 'Ingest')
  return { done: new Promise<never>(() => {}) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
