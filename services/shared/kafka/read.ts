import type { Log } from '../log.ts'
import { patiently } from './back-off.ts'
import type { KafkaClient } from './client.ts'
import { faultOf } from './errors.ts'
import { outOfRange, PartitionFetcher } from './fetcher.ts'
import type { Isolation, LogRecord, TopicPartition } from './log-record.ts'
import { topicOffsets } from './offsets.ts'
import type { PartitionOffsets } from './offsets.ts'

export interface ReadRequest {
  readonly topic: string
  readonly partition: number
  readonly from: number | 'earliest'
  /** Default read_committed. */
  readonly isolation?: Isolation
  /** `end`: what is decided when the read starts; a number: up to that offset, exclusive; a predicate: up to that record, inclusive. */
  readonly until: 'end' | number | ((record: LogRecord) => boolean)
  onRecords(records: readonly LogRecord[]): void | Promise<void>
  /** Ends the read early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Reads of single partitions outside of a consumer group: restores, settings, look-ups. */
export interface LogReader {
  /** Resolves with the position after the last record read. Waits while Kafka is away; rejects with a Refusal where `from` is not in the log. */
  readPartition(request: ReadRequest): Promise<number>
  /** The record at an offset; null where the log has none there (any more, or yet). */
  readOne(topic: string, partition: number, offset: number): Promise<LogRecord | null>
  /** First and next offset of a partition, also of one that the topic got lately. Rejects where the topic has no such partition. */
  range(of: TopicPartition, isolation?: Isolation): Promise<PartitionOffsets>
  /** First and next offset of all partitions of a topic, in order. */
  offsets(request: { topic: string; isolation?: Isolation }): Promise<PartitionOffsets[]>
  close(): Promise<void>
}

const limit = { maxRecords: 5000, maxBytes: 4 * 1024 * 1024, lingerMs: 0 }

/** A reader with connections of its own. */
export function openReader(client: KafkaClient, log: Log): LogReader {
  const cluster = client.cluster()
  const onFailure = (error: unknown, failures: number) => {
    if (failures === 1) log.warn({ event: 'dependency.waiting', dependency: 'kafka', code: faultOf(error).code, err: error }, 'Kafka does not answer as it should, backing off')
  }
  const offsets: LogReader['offsets'] = ({ topic, isolation }) => patiently(() => topicOffsets(cluster, topic, isolation), { onFailure })
  const range: LogReader['range'] = async (of, isolation) => {
    const found = (await offsets({ topic: of.topic, isolation })).find(({ partition }) => partition === of.partition)
    if (found) return found
    // What is known of the topic may be older than the partition.
    await patiently(() => cluster.refreshMetadata(), { onFailure })
    return rangeOf(await offsets({ topic: of.topic, isolation }), of)
  }

  const readPartition: LogReader['readPartition'] = async ({ topic, partition, from, isolation = 'read_committed', until, onRecords, signal }) => {
    const held = typeof from === 'number' && typeof until !== 'string' ? null : await range({ topic, partition }, isolation)
    const start = from === 'earliest' ? held!.low : from
    if (held && (start < held.low || (until === 'end' && start > held.high))) throw outOfRange({ topic, partition }, start, held.low, held.high)
    const end = until === 'end' ? held!.high : until
    if (typeof end === 'number' && start >= end) return start
    const fetcher = new PartitionFetcher({ cluster, log, isolation, maxWaitMs: typeof end === 'number' ? 5 : 50, maxBytesPerPartition: 1024 * 1024, queueBytes: 4 * 1024 * 1024 })
    const reader = fetcher.open(topic, partition, start)
    const abort = () => reader.close()
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        const slice = await reader.next(limit)
        if (slice === null) throw signal?.reason ?? new Error('the reader was closed')
        const last = typeof end === 'number' ? slice.records.findLastIndex(({ offset }) => offset < end) : slice.records.findIndex(end)
        const done = typeof end === 'number' ? slice.nextOffset >= end : last >= 0
        const wanted = done ? slice.records.slice(0, last + 1) : slice.records
        if (wanted.length > 0) await onRecords(wanted)
        if (done) return typeof end === 'number' ? end : wanted.at(-1)!.offset + 1
      }
    } finally {
      signal?.removeEventListener('abort', abort)
      fetcher.close()
    }
  }

  return {
    readPartition,
    range,
    offsets,
    readOne: async (topic, partition, offset) => {
      const { low, high } = await range({ topic, partition })
      if (offset < low || offset >= high) return null
      let found: LogRecord | null = null
      await readPartition({ topic, partition, from: offset, until: offset + 1, onRecords: ([record]) => { found = record ?? null } })
      return found
    },
    close: () => cluster.disconnect(),
  }
}

function rangeOf(all: readonly PartitionOffsets[], { topic, partition }: TopicPartition): PartitionOffsets {
  const found = all.find((each) => each.partition === partition)
  if (!found) throw new Error(`${topic} has no partition ${partition}`)
  return found
}
