import { createAnalyser } from '../../core/text/analyser.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { partitionMetrics } from '../shared/kafka/partition-metrics.ts'
import { openReader } from '../shared/kafka/read.ts'
import { runPartitions } from '../shared/kafka/runner.ts'
import type { Log } from '../shared/log.ts'
import type { Closing } from '../shared/service.ts'
import { checkTopics } from '../topic-checks.ts'
import { inputTopics, topicNameOf, topicOf } from '../topology.ts'
import type { EnricherConfig } from './config.ts'
import { loadLexicon } from './lexicon.ts'
import { createEnricherMetrics } from './metrics.ts'
import type { BrokerTime } from './ports.ts'
import { openSettingsBook } from './settings-book.ts'
import { raise } from './take-over.ts'
import { lookUpTargets, workerFactory } from './wiring.ts'

export interface StartOptions {
  readonly config: EnricherConfig
  readonly brokerTime: BrokerTime
  readonly log: Log
  readonly closing: Closing
}

/** Builds the enricher out of its parts; what it opens it adds to `closing`. Resolves with `done`, which rejects when it cannot go on. */
export async function startEnricher({ config, brokerTime, log, closing }: StartOptions): Promise<{ readonly done: Promise<unknown> }> {
  const { deployment, brokers, registryUrl, maxBatch } = config
  log.info({ event: 'service.starting', deployment }, 'starting')
  const { metrics, page } = createEnricherMetrics()
  let missing = (): readonly string[] => ['settings, schemas and topics are being looked up']
  const health = await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing(), page, log })
  closing.add(health.close)

  const registry = openRegistry({ url: registryUrl, log })
  const client = openKafka({ brokers, clientId: `${deployment}-enricher`, log })
  await checkTopics({ client, deployment, service: 'enricher', log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())
  const settings = await openSettingsBook({ topic: topicOf(deployment, 'settings'), reader, cluster, log, everyMs: 30_000 })
  closing.add(settings.close)
  const targets = await lookUpTargets({ deployment, reader, registry })
  const analyser = config.text === 'on' ? createAnalyser(loadLexicon()) : null

  const runner = runPartitions({
    client, group: `${deployment}-enricher`, topics: inputTopics.map((name) => topicOf(deployment, name)), log,
    // As much is also read ahead of each source partition, of which one process may have many.
    batch: { maxRecords: maxBatch, maxBytes: 512 * 1024, lingerMs: 0 },
    remedy: (topic) => raise(topicNameOf(deployment, topic) ?? topic),
    metrics: partitionMetrics(metrics, (topic) => topicNameOf(deployment, topic) ?? topic),
    worker: workerFactory({ deployment, targets, settings, reader, cluster, registry, analyser, maxRecordBytes: config.maxRecordBytes, maxFailedRatio: config.maxFailedRatio, brokerTime, metrics, log }),
  })
  closing.add(runner.stop)
  missing = runner.missing
  return { done: Promise.race([runner.done, settings.done]) }
}
