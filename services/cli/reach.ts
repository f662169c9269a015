import { Refusal } from '../shared/refusal.ts'
import { RegistryAway } from '../shared/avro/registry.ts'
import { faultOf } from '../shared/kafka/errors.ts'
import type { KafkaClient } from '../shared/kafka/client.ts'
import type { CliConfig } from './config.ts'

/** Asks Kafka once: a person waits, so nothing is retried for long. Throws a Refusal (exit code 1) where it does not answer. */
export async function reachKafka(kafka: KafkaClient, config: CliConfig): Promise<void> {
  const admin = kafka.kafka({ retries: 1 }).admin()
  try {
    await admin.connect()
    await admin.describeCluster()
  } catch (error) {
    throw new Refusal(`Kafka at ${config.brokers.join(', ')} does not answer (${faultOf(error).code})`,
      'Start it (`npm start` brings its own), or set KAFKA_BROKERS to where it is.', 1)
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** Work that needs the schema registry; where that does not answer, a Refusal (exit code 1) with the remedy. */
export async function withRegistry<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof RegistryAway)) throw error
    throw new Refusal(error.message, 'Start it (`npm start` brings its own), or set SCHEMA_REGISTRY_URL to the root of its Confluent API.', 1)
  })
}
