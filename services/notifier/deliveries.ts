import type { Cluster } from '../shared/kafka/cluster.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { openProducer, type IdempotentProducer } from '../shared/kafka/producer.ts'
import { createLane } from '../shared/lane.ts'
import type { DeliveryLog } from './ports.ts'

/** The delivery log on Kafka, JSON by alert id. Rejects where Kafka does not take it: the worker then takes its partition over again. */
export function openDeliveries(cluster: Cluster, topic: string, partitions: number): DeliveryLog {
  const lane = createLane(1)
  let producer: Promise<IdempotentProducer> | null = null
  return {
    write: (records) => lane.run(async () => {
      producer ??= openProducer(cluster)
      try {
        await (await producer).send(records.map((record) => ({ topic, partition: partitionFor(record.alertId, partitions), key: record.alertId, value: Buffer.from(JSON.stringify(record)) })))
      } catch (error) {
        producer = null
        throw error
      }
    }),
  }
}
