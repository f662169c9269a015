import { contractId } from '../shared/avro/contract-id.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { contractOf } from '../shared/intake/contracts.ts'
import type { Target } from '../shared/intake/record.ts'
import type { KafkaClient } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { subjectOf, topicOf, type InputTopic } from '../topology.ts'

export interface TargetParts {
  readonly client: KafkaClient
  readonly registry: Registry
  readonly deployment: string
  readonly log: Log
}

/** The input topics as they are in Kafka and in the registry; waits while either is away. */
export async function findTargets({ client, registry, deployment, log }: TargetParts): Promise<Record<InputTopic, Target>> {
  const reader = openReader(client, log)
  const find = async (name: InputTopic): Promise<Target> => {
    const topic = topicOf(deployment, name)
    return { topic, partitions: (await reader.offsets({ topic })).length, schemaId: await contractId(registry, subjectOf(deployment, name), contractOf(name)) }
  }
  try {
    return { touchpoints: await find('touchpoints'), surveys: await find('surveys'), crm: await find('crm'), 'alert-actions': await find('alert-actions') }
  } finally {
    await reader.close()
  }
}
