import type { Admin, FetchOffsetsPartition } from 'kafkajs'
import { patiently } from './back-off.ts'

/** What a group has committed in a partition; offset −1: nothing. */
export interface Committed {
  readonly offset: number
  /** What the member wrote beside it; empty where it wrote nothing. */
  readonly metadata: string
}

/** By topic (its name on the broker) and partition. */
type OfPartitions<T> = ReadonlyMap<string, ReadonlyMap<number, T>>
export type GroupOffsets = OfPartitions<number>

/** What a group has committed. The admin client does not repeat this while a coordinator moves or starts; we do. */
export const groupCommits = (admin: Admin, groupId: string, topics: readonly string[]): Promise<OfPartitions<Committed>> =>
  fetched(admin, groupId, topics, ({ offset, metadata }) => ({ offset: Number(offset), metadata: metadata ?? '' }))

/** The positions alone; −1: none. */
export const groupOffsets = (admin: Admin, groupId: string, topics: readonly string[]): Promise<GroupOffsets> =>
  fetched(admin, groupId, topics, ({ offset }) => Number(offset))

async function fetched<T>(admin: Admin, groupId: string, topics: readonly string[], take: (of: FetchOffsetsPartition) => T): Promise<OfPartitions<T>> {
  const found = await patiently(() => admin.fetchOffsets({ groupId, topics: [...topics] }), { maxTries: 12 })
  return new Map(found.map(({ topic, partitions }) => [topic, new Map(partitions.map((each) => [each.partition, take(each)]))]))
}
