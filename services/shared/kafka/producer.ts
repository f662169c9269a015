import { patiently } from './back-off.ts'
import type { Cluster } from './cluster.ts'
import type { OutRecord } from './log-record.ts'
import type { Produced } from './produce.ts'
import { Sender } from './sender.ts'

/** Writes to any topics, each record once and in order, with all replicas in sync. Not for concurrent calls. */
export interface IdempotentProducer {
  /**
   * Resolves when all records are stored, with the brokers' answers. Repeats by itself for about a minute. After a rejection the outcome is
   * unknown: throw the producer away, take the partition over again, and start from the last commit.
   */
  send(records: readonly OutRecord[]): Promise<Produced[]>
}

/**
 * A producer with an identity of its own over the connections of `cluster`, which several producers may share. Nothing needs to be closed.
 * Rejects when Kafka cannot be reached for about half a minute; where it takes questions and gives no answers, after many of their timeouts.
 */
export async function openProducer(cluster: Cluster): Promise<IdempotentProducer> {
  const { producerId, producerEpoch } = await patiently(async () => {
    await cluster.connect()
    await cluster.refreshMetadataIfNecessary()
    const broker = await cluster.findControllerBroker()
    return broker.initProducerId({ transactionTimeout: 60_000 })
  }, { maxTries: 30, onFailure: () => cluster.refreshMetadata().catch(() => {}) })
  return new Sender(cluster, { producerId, producerEpoch, transactionalId: null })
}
