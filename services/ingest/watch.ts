import type { KafkaClient } from '../shared/kafka/client.ts'
import type { Cluster } from '../shared/kafka/cluster.ts'
import type { Log } from '../shared/log.ts'

/** What is known of Kafka without asking it. */
export interface KafkaWatch {
  /** What keeps events from being taken, for people; empty: nothing. */
  missing(): string[]
  /** Resolves when nothing is asked any more. */
  stop(): Promise<void>
}

const everyMs = 1000
const answerWithinMs = 3000

/** Asks the brokers once a second whether the topics could be written to, over connections of its own: a question waits for those before it. */
export function watchKafka(client: KafkaClient, topics: readonly string[], log: Log): KafkaWatch {
  const cluster = client.cluster({ retries: 0, requestTimeoutMs: answerWithinMs })
  const watch = watchAnswers(() => findLeaders(cluster, topics), log)
  return { ...watch, stop: () => watch.stop().then(() => cluster.disconnect()) }
}

/** Rejects where no broker answers, or where one knows a partition without a leader. */
async function findLeaders(cluster: Cluster, topics: readonly string[]): Promise<void> {
  await cluster.connect()
  await cluster.addMultipleTargetTopics(topics)
  await cluster.refreshMetadata()
  const leaderless = topics.find((topic) => cluster.findTopicPartitionMetadata(topic).some(({ leader }) => leader < 0))
  if (leaderless !== undefined) throw new Error(`a partition of ${leaderless} has no leader`)
}

/** Asks once a second, and logs when the answer changes. `ask` rejects where there is none. */
export function watchAnswers(ask: () => Promise<void>, log: Log): KafkaWatch {
  let state: 'unknown' | 'answers' | 'away' = 'unknown'
  let asking: Promise<void> | null = null

  async function look(): Promise<void> {
    const error = await ask().then(() => null, (reason: unknown) => reason)
    if (error !== null && state !== 'away') log.warn({ event: 'dependency.waiting', dependency: 'kafka', err: error }, 'Kafka does not answer as it should')
    if (error === null && state === 'away') log.info({ event: 'dependency.back', dependency: 'kafka' }, 'Kafka answers again')
    state = error === null ? 'answers' : 'away'
  }
  // A question that hangs is not asked again beside itself.
  const lookOnce = () => { asking ??= look().finally(() => { asking = null }) }

  lookOnce()
  const timer = setInterval(lookOnce, everyMs)
  return {
    missing: () => (state === 'answers' ? [] : ['Kafka does not answer as it should']),
    async stop() {
      clearInterval(timer)
      await asking
    },
  }
}
