import type { Admin, Producer } from 'kafkajs'
import type avsc from 'avsc'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { ContractName } from '../../../schemas/contracts.ts'
import { inputTopics, topicOf, topics } from '../../topology.ts'
import type { InputTopic } from '../../topology.ts'
import { contractType } from '../avro/published.ts'
import type { Registry } from '../avro/registry.ts'
import { frame } from '../avro/wire.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { partitionFor } from '../kafka/partitioner.ts'
import type { PlayedEvent } from './slices.ts'

/** Position behind the last published record, by input topic and partition. */
export type Ends = ReadonlyMap<InputTopic, ReadonlyMap<number, number>>

/** Publishes to the public input topics like any producer from outside: registered schemas, acknowledged by all replicas. */
export interface Publisher {
  /** Resolves when all are acknowledged. `headers` go on every record. */
  publish(events: readonly PlayedEvent[], headers?: Readonly<Record<string, string>>): Promise<Ends>
  close(): Promise<void>
}

export interface PublisherOptions {
  readonly kafka: KafkaClient
  readonly registry: Registry
  readonly deployment: string
}

interface Target {
  readonly broker: string
  readonly partitions: number
  readonly type: avsc.Type
  readonly schemaId: number
}

/** Records in one request: well below 1 MB a partition, also where all go to the same one. */
const batchRecords = 500

/** Looks up topics and schemas (a schema that is not registered yet is registered) and connects. Throws where a topic is missing. */
export async function openPublisher({ kafka, registry, deployment }: PublisherOptions): Promise<Publisher> {
  const client = kafka.kafka()
  const targets = await findTargets(client.admin(), registry, deployment)
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  return {
    publish: async (events, headers = {}) => {
      const ends = new Map<InputTopic, Map<number, number>>()
      for (let i = 0; i < events.length; i += batchRecords) await send(producer, targets, events.slice(i, i + batchRecords), headers, ends)
      return ends
    },
    close: () => producer.disconnect(),
  }
}

async function findTargets(admin: Admin, registry: Registry, deployment: string): Promise<Map<InputTopic, Target>> {
  await admin.connect()
  try {
    const metadata = await admin.fetchTopicMetadata({ topics: inputTopics.map((topic) => topicOf(deployment, topic)) })
    const found = await Promise.all(inputTopics.map(async (topic): Promise<[InputTopic, Target]> => {
      const contract = topics[topic].value.replace('wire/', '') as ContractName
      const broker = topicOf(deployment, topic)
      const schema = currentSchema(contract)
      const schemaId = await registry.idOf(`${broker}-value`, schema) ?? await registry.register(`${broker}-value`, schema)
      const partitions = metadata.topics.find((each) => each.name === broker)!.partitions.length
      return [topic, { broker, partitions, type: contractType(contract), schemaId }]
    }))
    return new Map(found)
  } finally {
    await admin.disconnect()
  }
}

type Headers = Readonly<Record<string, string>>

async function send(producer: Producer, targets: ReadonlyMap<InputTopic, Target>, events: readonly PlayedEvent[], headers: Headers, ends: Map<InputTopic, Map<number, number>>) {
  const batch = [...Map.groupBy(events, (event) => event.topic)].map(([topic, own]) => {
    const { broker, partitions, type, schemaId } = targets.get(topic)!
    const messages = own.map(({ key, event }) => ({ key, value: frame(schemaId, type, event), partition: partitionFor(key, partitions), headers }))
    return { topic, broker, messages, counts: Map.groupBy(messages, (message) => message.partition) }
  })
  const written = await producer.sendBatch({ acks: -1, topicMessages: batch.map(({ broker, messages }) => ({ topic: broker, messages })) })
  for (const { topicName, partition, baseOffset } of written) {
    const { topic, counts } = batch.find(({ broker }) => broker === topicName)!
    const own = ends.get(topic) ?? new Map<number, number>()
    ends.set(topic, own.set(partition, Number(baseOffset) + counts.get(partition)!.length))
  }
}
