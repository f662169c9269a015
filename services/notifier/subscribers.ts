import { setTimeout as sleep } from 'node:timers/promises'
import type { EventDecoder } from '../shared/avro/decoder.ts'
import type { KafkaClient } from '../shared/kafka/client.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import { runPartitions, type PartitionRunner } from '../shared/kafka/runner.ts'
import type { Log } from '../shared/log.ts'
import { senderFor } from '../shared/webhooks/send.ts'
import { readSubscriptions, type Subscription } from '../shared/webhooks/subscriptions.ts'
import { topicOf } from '../topology.ts'
import { Endpoint } from './endpoint.ts'
import { Gone } from './gone.ts'
import type { NotifierMetrics } from './metrics.ts'
import type { DeliveryLog } from './ports.ts'
import { SubscriptionWorker } from './worker.ts'

export interface SubscribersOptions {
  readonly file: string
  readonly deployment: string
  readonly client: KafkaClient
  readonly reader: LogReader
  readonly deliveries: DeliveryLog
  readonly smtpUrl: string
  readonly mailFrom: string
  readonly metrics: NotifierMetrics
  readonly decoder: EventDecoder<'alert'>
  readonly log: Log
}

const lookEveryMs = 1000

/** Serves the subscriptions in the file, and goes along with its changes. */
export function runSubscribers(options: SubscribersOptions) {
  const { file, deployment, client, reader, deliveries, smtpUrl, mailFrom, metrics, decoder, log } = options
  const running = new Map<string, { readonly text: string; readonly runner: PartitionRunner }>()
  const gone = new Gone(file, log)
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => {})
  const stopping = new AbortController()

  function serve(subscription: Subscription): PartitionRunner {
    const topic = topicOf(deployment, 'alerts')
    const endpoint = new Endpoint({ subscription, send: senderFor(subscription, smtpUrl, mailFrom), deliveries, metrics, onGone: () => gone.end(subscription) })
    const runner = runPartitions({
      client, group: `${deployment}-notifier-${subscription.name}`, topics: [topic], log: log.child({ subscription: subscription.name }),
      batch: { maxRecords: 200, maxBytes: 1024 * 1024, lingerMs: 0 },
      worker: (_, partition, context) => new SubscriptionWorker({
        of: { topic, partition }, subscription, context, endpoint, decoder, log,
        firstOffset: async () => (await reader.range({ topic, partition })).low,
      }),
    })
    runner.done.catch((error: unknown) => ended.reject(error))
    return runner
  }

  async function look(): Promise<void> {
    const wanted = new Map(gone.served(readSubscriptions(file)).map((each) => [each.name, each]))
    for (const [name, { text, runner }] of running) {
      if (wanted.has(name) && JSON.stringify(wanted.get(name)) === text) continue
      running.delete(name)
      await runner.stop()
      log.info({ event: 'subscription.ended', subscription: name }, 'Subscription ended or changed')
    }
    for (const [name, subscription] of wanted) {
      if (running.has(name)) continue
      running.set(name, { text: JSON.stringify(subscription), runner: serve(subscription) })
      log.info({ event: 'subscription.served', subscription: name, format: subscription.format, from: subscription.from }, 'Subscription served')
    }
    metrics.serving(running.size)
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look()
      await sleep(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  void keepLooking().catch((error: unknown) => ended.reject(error))

  return {
    missing: () => [...running].flatMap(([name, { runner }]) => runner.missing().map((each) => `subscription ${name}: ${each}`)),
    done: ended.promise,
    async stop() {
      stopping.abort()
      await Promise.all([...running.values()].map(({ runner }) => runner.stop()))
      ended.resolve()
    },
  }
}
