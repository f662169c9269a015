import { EventEmitter } from 'node:events'
import type { Admin } from 'kafkajs'
import type { AlertEvent } from '../../../schemas/types.ts'
import { EventDecoder } from '../../shared/avro/decoder.ts'
import type { Registry } from '../../shared/avro/registry.ts'
import { patiently } from '../../shared/kafka/back-off.ts'
import type { KafkaClient } from '../../shared/kafka/client.ts'
import { followTopic } from '../../shared/kafka/follow.ts'
import { groupOffsets } from '../../shared/kafka/group-offsets.ts'
import type { LogRecord } from '../../shared/kafka/log-record.ts'
import type { PartitionOffsets } from '../../shared/kafka/offsets.ts'
import type { LogReader } from '../../shared/kafka/read.ts'
import type { Log } from '../../shared/log.ts'
import { topicOf } from '../../topology.ts'
import { inTime } from './deadline.ts'
import type { AlertFeed, Positions } from './ports.ts'

export interface FeedOptions {
  readonly client: KafkaClient
  readonly reader: LogReader
  readonly registry: Registry
  readonly deployment: string
  readonly log: Log
}

interface Read {
  readonly offset: number
  /** Null where it is no step: only the scorer writes here, but whatever lies there must not end a stream for good. */
  readonly step: AlertEvent | null
}

interface Batch {
  readonly partition: number
  readonly steps: readonly Read[]
  readonly next: number
}

/** The alert topic as a feed: read once by this process, from now on; who comes back with older positions reads what lies between for himself. */
export async function openAlertFeed({ client, reader, registry, deployment, log }: FeedOptions): Promise<AlertFeed & { readonly done: Promise<void>; close(): Promise<void> }> {
  const topic = topicOf(deployment, 'alerts')
  const positions = (await reader.offsets({ topic, isolation: 'read_committed' })).map(({ high }) => high)
  const batches = new EventEmitter<{ batch: [Batch] }>().setMaxListeners(0)
  const decoder = new EventDecoder({ contract: 'alert', registry })
  const following = followTopic({
    client, topic, from: [...positions], log,
    async onRecords(partition, records, next) {
      const steps = await stepsIn(decoder, records)
      positions[partition] = next
      batches.emit('batch', { partition, steps, next })
    },
  })

  const storedUntil = () => asked(client, async (admin) => {
    const [committed, ranges] = [await groupOffsets(admin, `${deployment}-sink`, [topic]), await rangesOf(admin, topic)]
    return ranges.map(({ partition, low, high }) => Math.min(high, Math.max(low, committed.get(topic)?.get(partition) ?? low)))
  })

  const holds = (own: Positions) => asked(client, async (admin) => {
    const ranges = await rangesOf(admin, topic)
    return ranges.length === own.length && ranges.every(({ low, high }, i) => low <= own[i]! && own[i]! <= high)
  })

  const subscribe: AlertFeed['subscribe'] = async (from, signal, onStep) => {
    const own = [...from]
    const waiting: Batch[] = []
    const deliver = ({ partition, steps, next }: Batch) => {
      for (const { offset, step } of steps) {
        if (signal.aborted) return
        if (offset < own[partition]!) continue
        own[partition] = offset + 1
        if (step === null) log.error({ event: 'record.failed', topic, partition, offset }, 'A record of the alert topic cannot be read, and is passed over')
        else onStep(step, own)
      }
      own[partition] = Math.max(own[partition]!, next)
    }
    let take: (batch: Batch) => void = (batch) => waiting.push(batch)
    const listener = (batch: Batch) => take(batch)
    // From here on nothing is missed; what lies between `from` and this moment is read first.
    const until = [...positions]
    batches.on('batch', listener)
    try {
      const lows = (await reader.offsets({ topic })).map(({ low }) => low)
      for (const [partition, end] of until.entries()) {
        own[partition] = Math.max(own[partition]!, lows[partition]!)
        if (own[partition]! >= end) continue
        await reader.readPartition({
          topic, partition, from: own[partition]!, until: end, signal, onRecords: async (records) => deliver({ partition, steps: await stepsIn(decoder, records, signal), next: 0 }),
        })
      }
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) deliver(batch)
      take = deliver
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      batches.off('batch', listener)
    }
  }

  return { storedUntil, holds, subscribe, done: following.done, close: following.close }
}

/** Asks Kafka on behalf of a request: on a connection of its own, which gives up where the reader's would wait. Rejects with LogAway. */
async function asked<T>(client: KafkaClient, ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client.kafka({ retries: 3 }).admin()
  const answer = admin.connect().then(() => ask(admin)).finally(() => admin.disconnect())
  return inTime(answer)
}

/** First and next offset of each partition, in order. */
async function rangesOf(admin: Admin, topic: string): Promise<PartitionOffsets[]> {
  const found = await admin.fetchTopicOffsets(topic)
  return found.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) })).sort((a, b) => a.partition - b.partition)
}

/** Records by the schemas that they were written with; waits while the registry is away and one of these schemas is not known yet. */
async function stepsIn(decoder: EventDecoder<'alert'>, records: readonly LogRecord[], signal?: AbortSignal): Promise<Read[]> {
  const steps: Read[] = []
  for (const { offset, value } of records) {
    const decoded = await patiently(async () => decoder.decode(value), { onFailure: () => signal?.throwIfAborted() })
    steps.push({ offset, step: decoded.kind === 'ok' ? decoded.event : null })
  }
  return steps
}
