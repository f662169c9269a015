import { EventEmitter } from 'node:events'
import type { AlertEvent } from '../../../schemas/types.ts'
import { contractType } from '../../shared/avro/published.ts'
import { unframe } from '../../shared/avro/wire.ts'
import type { KafkaClient } from '../../shared/kafka/client.ts'
import { followTopic } from '../../shared/kafka/follow.ts'
import { groupOffsets } from '../../shared/kafka/group-offsets.ts'
import type { LogRecord } from '../../shared/kafka/log-record.ts'
import type { LogReader } from '../../shared/kafka/read.ts'
import type { Log } from '../../shared/log.ts'
import { topicOf } from '../../topology.ts'
import type { AlertFeed, Positions } from './ports.ts'

export interface FeedOptions {
  readonly client: KafkaClient
  readonly reader: LogReader
  readonly deployment: string
  readonly log: Log
}

interface Batch {
  readonly partition: number
  readonly records: readonly LogRecord[]
  readonly next: number
}

/** The alert topic as a feed: read once by this process, from now on; who comes back with older positions reads what lies between for himself. */
export async function openAlertFeed({ client, reader, deployment, log }: FeedOptions): Promise<AlertFeed & { readonly done: Promise<void>; close(): Promise<void> }> {
  const topic = topicOf(deployment, 'alerts')
  const positions = (await reader.offsets({ topic, isolation: 'read_committed' })).map(({ high }) => high)
  const batches = new EventEmitter<{ batch: [Batch] }>().setMaxListeners(0)
  const following = followTopic({
    client, topic, from: [...positions], log,
    onRecords(partition, records, next) {
      positions[partition] = next
      batches.emit('batch', { partition, records, next })
    },
  })

  async function storedUntil(): Promise<Positions> {
    const admin = client.kafka().admin()
    try {
      await admin.connect()
      const [committed, offsets] = [await groupOffsets(admin, `${deployment}-sink`, [topic]), await reader.offsets({ topic })]
      return offsets.map(({ partition, low, high }) => Math.min(high, Math.max(low, committed.get(topic)?.get(partition) ?? low)))
    } finally {
      await admin.disconnect()
    }
  }

  const subscribe: AlertFeed['subscribe'] = async (from, signal, onStep) => {
    const own = [...from]
    const waiting: Batch[] = []
    const deliver = ({ partition, records, next }: Batch) => {
      for (const { offset, value } of records) {
        if (signal.aborted) return
        if (offset < own[partition]!) continue
        own[partition] = offset + 1
        const step = stepIn(value)
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
        await reader.readPartition({ topic, partition, from: own[partition]!, until: end, signal, onRecords: (records) => deliver({ partition, records, next: 0 }) })
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

  return { partitions: positions.length, storedUntil, subscribe, done: following.done, close: following.close }
}

/** Null where it is no step: only the scorer writes here, but whatever lies there must not end a stream for good. */
function stepIn(value: Buffer | null): AlertEvent | null {
  const body = value && unframe(value)?.body
  if (!body) return null
  try {
    return contractType('alert').fromBuffer(body) as AlertEvent
  } catch {
    return null
  }
}
