import { currentSchema } from '../../schemas/contracts.ts'
import type { ContractName } from '../../schemas/contracts.ts'
import { openRegistry } from '../../services/shared/avro/registry.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { frame } from '../../services/shared/avro/wire.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { subjectOf, topicOf, topics } from '../../services/topology.ts'
import type { InputTopic } from '../../services/topology.ts'
import { keptLog } from './silent-log.ts'
import type { System } from './system.ts'

/** An upstream system of a deployment that is set up: sends events, or any bytes, to its input topics. */
export async function openUpstream(system: System) {
  const registry = openRegistry({ url: system.env.SCHEMA_REGISTRY_URL, log: keptLog() })
  const cluster = system.client.cluster()
  const producer = await openProducer(cluster)
  const contractOf = (topic: InputTopic) => topics[topic].value.slice('wire/'.length) as ContractName

  const schemaId = async (topic: InputTopic) => (await registry.idOf(subjectOf(system.deployment, topic), currentSchema(contractOf(topic))))!
  const framed = async (topic: InputTopic, event: object) => frame(await schemaId(topic), contractType(contractOf(topic)), event)

  return {
    schemaId,
    /** The event as its topic carries it. */
    framed,
    /** Sends values as they are, to one partition, without a key. */
    async sendBytes(topic: InputTopic, partition: number, values: readonly (Buffer | null)[]): Promise<void> {
      await producer.send(values.map((value) => ({ topic: topicOf(system.deployment, topic), partition, key: null, value })))
    },
    async send(topic: InputTopic, partition: number, events: readonly object[]): Promise<void> {
      const id = await schemaId(topic)
      const type = contractType(contractOf(topic))
      await producer.send(events.map((event) => ({ topic: topicOf(system.deployment, topic), partition, key: null, value: frame(id, type, event) })))
    },
    close: () => cluster.disconnect(),
  }
}
