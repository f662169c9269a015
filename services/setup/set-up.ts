import type { Admin } from 'kafkajs'
import type { GoalSection } from '../../core/model/model-file.ts'
import type { Registry } from '../shared/avro/registry.ts'
import type { KafkaClient } from '../shared/kafka/client.ts'
import { openProducer } from '../shared/kafka/producer.ts'
import { openReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { loadGoals, loadModel, shippedModel } from '../shared/model-file.ts'
import { sealSettings } from '../shared/settings.ts'
import { defaultPartitions, inputTopics } from '../topology.ts'
import type { TopicName } from '../topology.ts'
import type { SetupConfig } from './config.ts'
import { registerSchemas } from './schemas.ts'
import { writeSettings } from './settings.ts'
import { runningSinks } from './sinks.ts'
import { partitionCounts, prepareTopics } from './topics.ts'
import type { PartitionCounts } from '../topic-rules.ts'
import { untilThere } from './waiting.ts'

export interface SetupParts {
  readonly kafka: KafkaClient
  readonly registry: Registry
  readonly clickhouse: {
    ping(): Promise<void>
    /** `runningSinks`: how many members the sink's group has, for migrations that do not go beside one. */
    migrate(runningSinks: () => Promise<number>): Promise<void>
    setGoals(goals: readonly GoalSection[]): Promise<void>
  }
  readonly log: Log
}

type PreparedBy = Pick<SetupConfig, 'deployment' | 'inputPartitions' | 'timelinePartitions' | 'byContactPartitions'>
type PreparedWith = Pick<SetupParts, 'registry' | 'log'> & { readonly clickhouse: Pick<SetupParts['clickhouse'], 'migrate'> }

/** Everything that must exist before the services start. Every step finds out what is done already, so that a repeat costs little and changes nothing. */
export async function setUp(config: SetupConfig, parts: SetupParts, { settingsOnly }: { readonly settingsOnly: boolean }): Promise<void> {
  // Goals are no part of the settings in the log: scores do not depend on them, so that setting one is no change of the model.
  const { goals = [], ...model } = loadModel(config.model || shippedModel)
  const ownGoals = config.goals ? loadGoals(config.goals) : []
  const admin = parts.kafka.kafka({ retries: 3 }).admin()
  try {
    await waitForParts(config, parts, admin, settingsOnly)
    const partitions = settingsOnly ? await partitionCounts(admin, config.deployment) : await prepareAll(config, parts, admin)
    if (!settingsOnly) await parts.clickhouse.setGoals([...goals, ...ownGoals])
    const sources = [...inputTopics, 'by-contact' as const].map((topic) => ({ topic, partitions: partitions.get(topic)! }))
    await settle(config, parts, partitions, sealSettings({ model, clock: config.clock, tickIntervalMs: config.tickIntervalMs, sources }))
  } finally {
    await admin.disconnect()
  }
}

async function waitForParts(config: SetupConfig, { registry, clickhouse, log }: SetupParts, admin: Admin, settingsOnly: boolean): Promise<void> {
  const kafka = { what: 'Kafka', address: config.brokers.join(','), variable: 'KAFKA_BROKERS', attempt: () => admin.connect() }
  const others = [
    { what: 'the schema registry', address: config.registryUrl, variable: 'SCHEMA_REGISTRY_URL', attempt: () => registry.compatibility() },
    { what: 'ClickHouse', address: config.clickhouseUrl, variable: 'CLICKHOUSE_URL', attempt: () => clickhouse.ping() },
  ]
  await allOf([kafka, ...(settingsOnly ? [] : others)].map((part) => untilThere(part, config.waitMs, log)))
}

/** Topics, schemas and tables; gives the partition count of each topic. */
export async function prepareAll(config: PreparedBy, { registry, clickhouse, log }: PreparedWith, admin: Admin): Promise<Map<TopicName, number>> {
  const { deployment, inputPartitions, timelinePartitions, byContactPartitions } = config
  const counts: PartitionCounts = { input: inputPartitions, timeline: timelinePartitions, byContact: byContactPartitions, deliveries: defaultPartitions.deliveries, one: defaultPartitions.one }
  const preparing = prepareTopics({ admin, deployment, counts, log })
  await allOf([preparing, registerSchemas(registry, deployment, log), clickhouse.migrate(() => runningSinks(admin, deployment))])
  return preparing
}

async function settle(config: SetupConfig, { kafka, log }: SetupParts, partitions: Map<TopicName, number>, settings: ReturnType<typeof sealSettings>): Promise<void> {
  const reader = openReader(kafka, log)
  const cluster = kafka.cluster()
  try {
    const producer = await openProducer(cluster)
    await writeSettings({ settings, deployment: config.deployment, partitions, reader, producer, log })
  } finally {
    await Promise.all([cluster.disconnect(), reader.close()])
  }
}

/** Waits for all to end before it throws the first error, so that nothing goes on behind the back of a process that says it failed. */
async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
}
