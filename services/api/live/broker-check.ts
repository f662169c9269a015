import type { KafkaClient } from '../../shared/kafka/client.ts'
import { topicOf } from '../../topology.ts'

const answerWithinMs = 3000

/** Asks Kafka whether it can be worked with, on a connection of its own that does not wait for it. */
export interface BrokerCheck {
  /** Whether it answers within some seconds, and each partition of the alert topic has a leader. Rejects where it does not answer. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

export function openBrokerCheck(client: KafkaClient, deployment: string): BrokerCheck {
  const cluster = client.cluster({ retries: 0, requestTimeoutMs: answerWithinMs })
  const topic = topicOf(deployment, 'alerts')
  return {
    async answers() {
      await cluster.connect()
      await cluster.addMultipleTargetTopics([topic])
      await cluster.refreshMetadata()
      return cluster.findTopicPartitionMetadata(topic).every(({ leader }) => leader >= 0)
    },
    close: () => cluster.disconnect(),
  }
}
