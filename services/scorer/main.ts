import { openRegistry } from '../shared/avro/registry.ts'
import { openStateLog } from '../shared/fold/state-log.ts'
import { takeOver } from '../shared/fold/take-over.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { noteOffset } from '../shared/kafka/note-offset.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { openReader } from '../shared/kafka/read.ts'
import { runPartitions } from '../shared/kafka/runner.ts'
import { serveHealth } from '../shared/health.ts'
import { createLog } from '../shared/log.ts'
import { runService, type Closing } from '../shared/service.ts'
import { checkTopics } from '../topic-checks.ts'
import { topicNameOf, topicOf } from '../topology.ts'
import { help, scorerConfig } from './config.ts'
import { createEncoder, lookUpSchemaIds } from './encode.ts'
import { createScorerMetrics } from './metrics.ts'
import { createScorer } from './pipeline.ts'
import { createStaleness } from './staleness.ts'
import { startRestore } from './state.ts'

let log = createLog('scorer')

/** Accounts that a partition keeps open: few enough that a scorer which has all of them to itself keeps 40,000, and at most twice that. */
const openAccountsOf = (partitions: number) => Math.max(500, Math.floor(40_000 / partitions))

async function start(closing: Closing) {
  const config = scorerConfig(process.env)
  log = createLog('scorer', { level: config.logLevel })
  log.info({ event: 'service.starting', deployment: config.deployment }, 'starting')
  const { deployment, maxBatch } = config
  const { metrics, partitions, page } = createScorerMetrics((topic) => topicNameOf(deployment, topic) ?? topic)
  let missing = () => ['schema ids are not looked up yet']
  const health = await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing(), page, log })
  closing.add(health.close)

  const encode = createEncoder(deployment, await lookUpSchemaIds(openRegistry({ url: config.registryUrl, log }), deployment))
  const client = openKafka({ brokers: config.brokers, clientId: `${deployment}-scorer`, log })
  await checkTopics({ client, deployment, service: 'scorer', log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const kafka = openStateLog(client, reader)
  const partitionCount = (await reader.offsets({ topic: topicOf(deployment, 'timeline') })).length
  const outputTopics = (['interactions', 'scores', 'alerts'] as const).map((name) => topicOf(deployment, name))
  const defects = new Map<number, Set<string>>()
  const staleness = createStaleness(log)
  const watching = setInterval(() => staleness.stale(Date.now()), 1000)
  closing.add(() => clearInterval(watching))

  const runner = runPartitions({
    client, group: `${deployment}-scorer`, topics: [topicOf(deployment, 'timeline')], log,
    // Large batches where there is much to do: an account that changes several times in one is written once.
    batch: { maxRecords: 10_000, maxBytes: 2 * 1024 * 1024, lingerMs: 0 },
    metrics: { ...partitions, lost: (of) => {
      partitions.lost(of)
      staleness.forget(of.partition)
    } },
    worker: (_, partition, context) => {
      if (!defects.has(partition)) defects.set(partition, new Set())
      return createScorer({
        partition, encode, maxBatch, metrics, log, defects: defects.get(partition)!,
        onTaken: ({ partition: memory }) => staleness.watch(memory, Date.now()),
        takeOver: () => takeOver({
          partition, kafka, log, transactionalId: `${deployment}-scorer-${partition}`,
          stateTopic: topicOf(deployment, 'scorer-state'), inputTopic: topicOf(deployment, 'timeline'),
          outputTopics, noted: async () => (await context.committed())?.offset ?? null,
          restore: startRestore(partition, defects.get(partition)!, (source) => partitionFor(source, partitionCount) === partition, openAccountsOf(partitionCount)),
          onRestored: (accounts, bytes, seconds) => metrics.restored(partition, accounts, bytes, seconds),
        }),
        noteOffset: noteOffset((next) => context.commit(next), 250),
      })
    },
  })
  closing.add(runner.stop)
  missing = () => [...runner.missing(), ...staleness.stale(Date.now())]
  return runner
}

if (process.argv.includes('--help')) process.stdout.write(help)
// Exits even where a connection is still closing: everything that counts is committed or will be fenced.
else process.exit(await runService({ get log() { return log }, start }))
