import { contractId } from '../shared/avro/contract-id.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { openStateLog } from '../shared/fold/state-log.ts'
import { takeOver } from '../shared/fold/take-over.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { noteOffset } from '../shared/kafka/note-offset.ts'
import { openProducer } from '../shared/kafka/producer.ts'
import { openReader } from '../shared/kafka/read.ts'
import { runPartitions } from '../shared/kafka/runner.ts'
import { serveHealth } from '../shared/health.ts'
import { createLog } from '../shared/log.ts'
import { runService, type Closing } from '../shared/service.ts'
import { checkTopics } from '../topic-checks.ts'
import { subjectOf, topicNameOf, topicOf } from '../topology.ts'
import { help, resolverConfig } from './config.ts'
import { createEncoder } from './encode.ts'
import { createResolverMetrics } from './metrics.ts'
import { createResolver } from './pipeline.ts'
import { startRestore } from './state.ts'

let log = createLog('resolver')

async function start(closing: Closing) {
  const config = resolverConfig(process.env)
  log = createLog('resolver', { level: config.logLevel })
  const { deployment, maxBatch } = config
  log.info({ event: 'service.starting', deployment }, 'starting')
  const { metrics, partitions, page } = createResolverMetrics((topic) => topicNameOf(deployment, topic) ?? topic)
  let missing = () => ['schemas and topics are being looked up']
  const health = await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing(), page, log })
  closing.add(health.close)

  const registry = openRegistry({ url: config.registryUrl, log })
  const idOf = (name: 'touchpoints' | 'surveys' | 'crm' | 'alert-actions' | 'failed-events', contract: Parameters<typeof contractId>[2]) =>
    contractId(registry, subjectOf(deployment, name), contract)
  const ids = {
    touchpoints: await idOf('touchpoints', 'touch-point'), surveys: await idOf('surveys', 'survey'), crm: await idOf('crm', 'crm'),
    'alert-actions': await idOf('alert-actions', 'alert-action'), 'failed-events': await idOf('failed-events', 'failed-event'),
  }
  const client = openKafka({ brokers: config.brokers, clientId: `${deployment}-resolver`, log })
  await checkTopics({ client, deployment, service: 'resolver', log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())
  const kafka = openStateLog(client, reader)
  const partitionsOf = async (name: 'timeline' | 'failed-events') => (await reader.offsets({ topic: topicOf(deployment, name) })).length
  const encode = createEncoder({ deployment, ids, timelinePartitions: await partitionsOf('timeline'), failedPartitions: await partitionsOf('failed-events') })

  const runner = runPartitions({
    client, group: `${deployment}-resolver`, topics: [topicOf(deployment, 'by-contact')], log,
    batch: { maxRecords: 2000, maxBytes: 1024 * 1024, lingerMs: 0 },
    metrics: partitions,
    worker: (_, partition, context) => createResolver({
      partition, encode, maxBatch, metrics,
      takeOver: () => takeOver({
        partition, kafka, log, transactionalId: `${deployment}-resolver-${partition}`,
        stateTopic: topicOf(deployment, 'contact-state'), inputTopic: topicOf(deployment, 'by-contact'), restore: startRestore(partition),
        outputTopics: [], noted: async () => (await context.committed())?.offset ?? null,
        onRestored: (contacts, bytes, seconds) => metrics.restored(partition, contacts, bytes, seconds),
      }),
      openProducer: () => openProducer(cluster),
      noteOffset: noteOffset((next) => context.commit(next), 250),
    }),
  })
  closing.add(runner.stop)
  missing = () => runner.missing()
  return runner
}

if (process.argv.includes('--help')) process.stdout.write(help)
// Exits even where a connection is still closing: everything that counts is committed or will be fenced.
else process.exit(await runService({ get log() { return log }, start }))
