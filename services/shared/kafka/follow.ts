import type { KafkaClient } from './client.ts'
import { PartitionFetcher } from './fetcher.ts'
import type { LogRecord } from './log-record.ts'
import type { Log } from '../log.ts'

export interface FollowOptions {
  readonly client: KafkaClient
  readonly topic: string
  /** The offset to begin with, by partition. */
  readonly from: readonly number[]
  readonly log: Log
  /** A partition's next records, in order; `next` is the position behind them. The partition's next ones come when it has resolved. */
  onRecords(partition: number, records: readonly LogRecord[], next: number): void | Promise<void>
}

/** All partitions of a topic, read on and on. */
export interface Following {
  /** Rejects where a position is not in the log any more; resolves once closed. */
  readonly done: Promise<void>
  close(): Promise<void>
}

const slice = { maxRecords: 1000, maxBytes: 1024 * 1024, lingerMs: 0 }

/** Reads a whole topic from given positions on, without a group: for processes that each want to see everything, and keep their place themselves. */
export function followTopic({ client, topic, from, log, onRecords }: FollowOptions): Following {
  const cluster = client.cluster()
  const fetcher = new PartitionFetcher({ cluster, log })
  async function follow(partition: number): Promise<void> {
    const reader = fetcher.open(topic, partition, from[partition]!)
    for (let next = await reader.next(slice); next !== null; next = await reader.next(slice)) {
      if (next.records.length > 0) await onRecords(partition, next.records, next.nextOffset)
    }
  }
  const done = Promise.all(from.map((_, partition) => follow(partition))).then(() => {})
  done.catch(() => {})
  return {
    done,
    close: async () => {
      fetcher.close()
      await cluster.disconnect()
    },
  }
}
