import type { Kafka } from 'kafkajs'
import type { ClockKind, Settings } from '../../core/model/settings.ts'
import { encodeSettingsRecord, sealSettings } from '../../services/shared/settings.ts'
import { inputTopics, topicOf, topics } from '../../services/topology.ts'
import type { TopicName } from '../../services/topology.ts'
import { makeTopics } from './topics.ts'

/** Makes a deployment's topics, small, with the settings of production but for retention. */
export async function createTopics(kafka: Kafka, deployment: string, names: readonly TopicName[], partitions = 2): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  await makeTopics(admin, names.map((name) => ({
    topic: topicOf(deployment, name), numPartitions: topics[name].partitions === 'one' ? 1 : partitions, replicationFactor: 1,
    configEntries: Object.entries(topics[name].config).map(([key, value]) => ({ name: key, value })),
  })))
  await admin.disconnect()
}

/** Writes settings with that clock, as set-up does. The model is not looked at by whoever only asks for the clock. */
export async function writeSettings(kafka: Kafka, deployment: string, clock: ClockKind): Promise<void> {
  const settings = sealSettings({
    model: {} as Settings['model'], clock, tickIntervalMs: 10_000, sources: inputTopics.map((topic) => ({ topic, partitions: 2 })),
  })
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic: topicOf(deployment, 'settings'), messages: [{ value: encodeSettingsRecord({ kind: 'settings', settings }) }] })
  await producer.disconnect()
}

export interface TakenIn {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** Stands in for the enricher where only its commits matter: reads the input topics as its group, keeps what it read in order of arrival. */
export async function standInEnricher(kafka: Kafka, deployment: string): Promise<{ readonly taken: TakenIn[]; stop(): Promise<void> }> {
  const taken: TakenIn[] = []
  const consumer = kafka.consumer({ groupId: `${deployment}-enricher`, heartbeatInterval: 500, sessionTimeout: 6000, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topics: inputTopics.map((topic) => topicOf(deployment, topic)), fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const { offset, value, headers } of batch.messages) {
        taken.push({
          topic: batch.topic, partition: batch.partition, offset: Number(offset), value: value!,
          headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)])),
        })
      }
      await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: String(Number(batch.lastOffset()) + 1) }])
    },
  })
  return { taken, stop: () => consumer.disconnect() }
}
