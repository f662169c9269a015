import { Kafka, logLevel } from 'kafkajs'
import type { KafkaConfig, logCreator, RetryOptions } from 'kafkajs'
import type { Log } from '../log.ts'
import { newCluster } from './cluster.ts'
import type { Cluster } from './cluster.ts'

export interface KafkaOptions {
  readonly brokers: readonly string[]
  /** Names this process in the brokers' logs and metrics. */
  readonly clientId: string
  readonly log: Log
}

export interface ClusterOptions {
  /** How often the client library retries before it reports; loops that retry themselves want few. */
  readonly retries?: number
  readonly requestTimeoutMs?: number
}

/** Everything that talks to Kafka is made from this. It holds no connection itself. */
export interface KafkaClient {
  /** For producers and admin; `retry` overrides single figures of our policy for all that is made from this instance. */
  kafka(retry?: RetryOptions): Kafka
  /** Connections of their own to all brokers, for what reads and for group membership. */
  cluster(options?: ClusterOptions): Cluster
}

/** Enough for a broker's restart: about 30 s. The defaults give up after 9 s, and differ under NODE_ENV=test. */
const kafkaRetry = { retries: 30, initialRetryTime: 50, maxRetryTime: 1000, multiplier: 2, factor: 0.2 } as const satisfies RetryOptions

/** The client library's messages are for tracing only: what a failed try means is known to the caller, who says so once. */
const logTo = (log: Log): logCreator => () => ({ namespace, log: { message, ...fields } }) =>
  log.debug({ event: 'kafka.client', namespace, detail: message, error: fields.error }, 'Kafka client')

/** The Kafka client with our retry policy and log. Connects to nothing yet. */
export function openKafka({ brokers, clientId, log }: KafkaOptions): KafkaClient {
  const config = (retry: RetryOptions): KafkaConfig => ({
    brokers: [...brokers], clientId, logLevel: logLevel.WARN, logCreator: logTo(log), connectionTimeout: 2000, retry: { ...kafkaRetry, ...retry },
  })
  return {
    kafka: (retry = {}) => new Kafka(config(retry)),
    cluster: ({ retries = 2, requestTimeoutMs = 30_000 } = {}) => {
      const settings = config({ retries })
      return newCluster({ ...settings, requestTimeout: requestTimeoutMs }, new Kafka(settings).logger())
    },
  }
}
