import type { KafkaClient } from './client.ts'

const answerWithinMs = 3000

/** Asks Kafka whether topics can be worked with, on connections of its own: a question waits for those before it on a connection. */
export interface LeaderCheck {
  /** Resolves where each partition of the topics has a leader; rejects where one has none, or no broker answers within some seconds. */
  ask(): Promise<void>
  close(): Promise<void>
}

export function openLeaderCheck(client: KafkaClient, topics: readonly string[]): LeaderCheck {
  const cluster = client.cluster({ retries: 0, requestTimeoutMs: answerWithinMs })
  return {
    async ask() {
      await cluster.connect()
      await cluster.addMultipleTargetTopics(topics)
      await cluster.refreshMetadata()
      const leaderless = topics.find((topic) => cluster.findTopicPartitionMetadata(topic).some(({ leader }) => leader < 0))
      if (leaderless !== undefined) throw new Error(`a partition of ${leaderless} has no leader`)
    },
    close: () => cluster.disconnect(),
  }
}
