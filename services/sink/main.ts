import type { ClickHouseClient } from '@clickhouse/client'
import { openRegistry } from '../shared/avro/registry.ts'
import { openClickHouse } from '../shared/clickhouse.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import { runPartitions } from '../shared/kafka/runner.ts'
import { createLane } from '../shared/lane.ts'
import { createLog } from '../shared/log.ts'
import { runService, type Closing } from '../shared/service.ts'
import { topicNameOf, topicOf } from '../topology.ts'
import { createClickHouseStore, maxInsertSeconds } from './clickhouse.ts'
import { help, sinkConfig, type SinkConfig } from './config.ts'
import { decoderOf } from './decoder.ts'
import { createFailedEvents } from './failed-events.ts'
import { createSinkMetrics } from './metrics.ts'
import { createSinkWorker } from './pipeline.ts'
import { checkWhenAvailable } from './start-checks.ts'
import { groupOf, outputTables, timelineArchive, type Table } from './tables.ts'

/** A batch is held three times for a moment: as records, as rows, and as the request that carries them. */
const maxBatchBytes = 4 * 1024 * 1024
const batchesInMemory = 3

let log = createLog('sink')

const clickhouseOf = (config: SinkConfig): ClickHouseClient => openClickHouse({
  url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword,
  application: 'cx-sink', timeoutMs: (maxInsertSeconds + 30) * 1000, connections: batchesInMemory + 1,
})

async function start(closing: Closing) {
  const config = sinkConfig(process.env)
  const { deployment } = config
  log = createLog('sink', { level: config.logLevel })
  log.info({ event: 'service.starting', deployment }, 'starting')
  const { metrics, partitions, page } = createSinkMetrics((topic) => topicNameOf(deployment, topic) ?? topic)
  let missing = (): string[] => ['ClickHouse does not answer']
  closing.add((await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing(), page, log })).close)

  const clickhouse = clickhouseOf(config)
  closing.add(() => clickhouse.close())
  const archived = config.archive === 'on' ? [timelineArchive] : []
  const types = await checkWhenAvailable(clickhouse, deployment, [...outputTables, ...archived], log)
  const store = createClickHouseStore({ client: clickhouse, database: deployment, types, log, metrics })

  const client = openKafka({ brokers: config.brokers, clientId: `${deployment}-sink`, log })
  const registry = openRegistry({ url: config.registryUrl, log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())
  const parts = {
    deployment, store, metrics, log,
    failedEvents: createFailedEvents({ cluster, registry, deployment }),
    firstOffset: async (topic: string, partition: number) => (await reader.range({ topic, partition })).low,
    readOne: reader.readOne,
    lane: createLane(batchesInMemory),
  }
  const run = (tables: readonly Table[], lingerMs: number) => {
    const byTopic = new Map(tables.map((table) => [table.topic, { table, decode: decoderOf(table, registry) }]))
    return runPartitions({
      client, group: groupOf(deployment, tables[0]!), topics: tables.map(({ topic }) => topicOf(deployment, topic)), log,
      batch: { maxRecords: config.maxRecords, maxBytes: maxBatchBytes, lingerMs },
      metrics: partitions,
      worker: (topic, partition, context) => createSinkWorker(parts, { topic, partition, context, ...byTopic.get(topicNameOf(deployment, topic)!)! }),
    })
  }
  const runners = [run(outputTables, config.lingerMs), ...archived.map((table) => run([table], config.archiveLingerMs))]
  closing.add(async () => void await Promise.all(runners.map((each) => each.stop())))
  missing = () => [...(store.answers() ? [] : ['ClickHouse does not answer']), ...runners.flatMap((each) => each.missing())]
  return { done: Promise.all(runners.map(({ done }) => done)) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
