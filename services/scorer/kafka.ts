import type { KafkaClient } from '../shared/kafka/client.ts'
import { openTransactional } from '../shared/kafka/transactional.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { ScorerLog } from './ports.ts'

/** The scorer's port to Kafka. Each partition's transactions have connections of their own: one commit does not wait for another. */
export function kafkaLog(client: KafkaClient, reader: LogReader): ScorerLog {
  return {
    async openTransactions(transactionalId) {
      const cluster = client.cluster()
      try {
        const producer = await openTransactional({ cluster, transactionalId })
        return {
          write: (records) => producer.write(records),
          close: async () => {
            await producer.close()
            await cluster.disconnect()
          },
        }
      } catch (error) {
        await cluster.disconnect()
        throw error
      }
    },
    readState: async (topic, partition, onRecords, isLast) => {
      await reader.readPartition({ topic, partition, from: 'earliest', isolation: 'read_committed', until: isLast, onRecords })
    },
    firstOffset: async (topic, partition) => (await reader.offsets({ topic })).find((each) => each.partition === partition)!.low,
  }
}
