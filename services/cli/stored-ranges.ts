import { groupOffsets } from '../shared/kafka/group-offsets.ts'
import type { Parts } from './context.ts'

/** Part of one partition of a topic: offsets from one to before another. */
export interface StoredRange {
  /** The topic's name on the broker. */
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly until: number
}

export interface StoredRangesOptions {
  /** The topic's name on the broker. */
  readonly topic: string
  /** The consumer group that stores it: what lies behind its position is its own to store. Null: up to the topic's end. */
  readonly group: string | null
  /** From this time on, epoch ms. */
  readonly from: number
}

/** What a topic still has, as far as a consumer group has stored it. */
export async function storedRanges({ kafka, reader }: Parts, { topic, group, from }: StoredRangesOptions): Promise<StoredRange[]> {
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  try {
    const [committed, starts, held] = await Promise.all([group === null ? null : groupOffsets(admin, group, [topic]), admin.fetchTopicOffsetsByTimestamp(topic, from), reader.offsets({ topic })])
    const startOf = new Map(starts.map(({ partition, offset }) => [partition, Number(offset)]))
    const endOf = (partition: number, high: number) => (committed === null ? high : committed.get(topic)?.get(partition) ?? -1)
    return held.map(({ partition, low, high }): StoredRange => ({ topic, partition, from: Math.max(low, startOf.get(partition) ?? low), until: endOf(partition, high) })).filter((range) => range.until > range.from)
  } finally {
    await admin.disconnect()
  }
}

/** Offsets in all of them, which is as many records or some more. */
export const recordsIn = (ranges: readonly StoredRange[]): number => ranges.reduce((sum, { from, until }) => sum + until - from, 0)
