import type { ClickHouseClient } from '@clickhouse/client'
import { currentSchema, type ContractName } from '../../schemas/contracts.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { openRegistry } from '../../services/shared/avro/registry.ts'
import { frame } from '../../services/shared/avro/wire.ts'
import { openClickHouse } from '../../services/shared/clickhouse.ts'
import type { OutRecord } from '../../services/shared/kafka/log-record.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { runPartitions } from '../../services/shared/kafka/runner.ts'
import type { PartitionContext } from '../../services/shared/kafka/worker.ts'
import { createLane } from '../../services/shared/lane.ts'
import { createClickHouseStore } from '../../services/sink/clickhouse.ts'
import { decoderOf } from '../../services/sink/decoder.ts'
import { createFailedEvents } from '../../services/sink/failed-events.ts'
import { createSinkMetrics } from '../../services/sink/metrics.ts'
import { createSinkWorker } from '../../services/sink/pipeline.ts'
import type { Store } from '../../services/sink/ports.ts'
import { checkClickHouse } from '../../services/sink/start-checks.ts'
import { groupOf, outputTables, tables, type Table } from '../../services/sink/tables.ts'
import { subjectOf, topicNameOf, topicOf, topics, type TopicName } from '../../services/topology.ts'
import { keptLog } from './silent-log.ts'
import type { System } from './system.ts'

/** A client of the parts' ClickHouse, and queries as tests write them. */
export function clickhouseOf(url: string, database: string): ClickHouseClient & { rows<T>(sql: string): Promise<T[]> } {
  const client = openClickHouse({ url, username: 'default', password: '', database, application: 'test', timeoutMs: 60_000 })
  return Object.assign(client, { rows: async <T>(sql: string) => (await client.query({ query: sql, format: 'JSONEachRow' })).json<T>() })
}

/** Writes records of an output topic as the scorer would; raw bytes as they are. */
export async function produce(system: System, registryUrl: string, name: TopicName, values: readonly (object | Buffer)[], partition = 0): Promise<void> {
  const contract = topics[name].value.slice('wire/'.length) as ContractName
  const id = (await openRegistry({ url: registryUrl, log: keptLog() }).idOf(subjectOf(system.deployment, name), currentSchema(contract)))!
  const type = contractType(contract)
  const cluster = system.client.cluster()
  const producer = await openProducer(cluster)
  const records = values.map((value): OutRecord => (
    { topic: topicOf(system.deployment, name), partition, key: 'k', value: Buffer.isBuffer(value) ? value : frame(id, type, value) }))
  await producer.send(records)
  await cluster.disconnect()
}

export interface SinkOptions {
  readonly registryUrl: string
  readonly clickhouseUrl: string
  /** Those of one group. */
  readonly tables?: readonly Table[]
  readonly group?: string
  readonly lingerMs?: number
  /** Puts something between the sink and ClickHouse, or its commits. */
  readonly store?: (real: Store) => Store
  readonly context?: (real: PartitionContext) => PartitionContext
}

/** The sink in this process, built as its main.ts builds it. */
export async function runSink(system: System, options: SinkOptions) {
  const { deployment, client, reader } = system
  const log = keptLog()
  const { metrics, page } = createSinkMetrics((topic) => topic)
  const registry = openRegistry({ url: options.registryUrl, log })
  const clickhouse = clickhouseOf(options.clickhouseUrl, deployment)
  const types = await checkClickHouse(clickhouse, deployment, tables)
  const real = createClickHouseStore({ client: clickhouse, database: deployment, types, log, metrics })
  const cluster = client.cluster()
  const parts = {
    deployment, metrics, log, store: options.store?.(real) ?? real, failedEvents: createFailedEvents({ cluster, registry, deployment }), lane: createLane(3),
    firstOffset: async (topic: string, partition: number) => (await reader.offsets({ topic }))[partition]!.low,
    readOne: reader.readOne,
  }
  const stored = options.tables ?? outputTables
  const byTopic = new Map(stored.map((table) => [table.topic, { table, decode: decoderOf(table, registry) }]))
  const runner = runPartitions({
    client, group: options.group ?? groupOf(deployment, stored[0]!), topics: stored.map(({ topic }) => topicOf(deployment, topic)), log, sessionTimeoutMs: 6000, heartbeatMs: 500,
    batch: { maxRecords: 50_000, maxBytes: 4e6, lingerMs: options.lingerMs ?? 50 },
    worker: (topic, partition, context) =>
      createSinkWorker(parts, { topic, partition, context: options.context?.(context) ?? context, ...byTopic.get(topicNameOf(deployment, topic)!)! }),
  })
  runner.done.catch(() => {})
  return {
    runner, log, page, answers: () => real.answers(),
    async stop() {
      await runner.stop()
      await Promise.all([clickhouse.close(), cluster.disconnect()])
    },
  }
}
