import type { Admin } from 'kafkajs'
import { patiently } from './back-off.ts'

/** Positions by topic (its name on the broker) and partition; −1: none. */
export type GroupOffsets = ReadonlyMap<string, ReadonlyMap<number, number>>

/** What a group has committed. The admin client does not repeat this while a coordinator moves or starts; we do. */
export async function groupOffsets(admin: Admin, groupId: string, topics: readonly string[]): Promise<GroupOffsets> {
  const found = await patiently(() => admin.fetchOffsets({ groupId, topics: [...topics] }), { maxTries: 12 })
  return new Map(found.map(({ topic, partitions }) => [topic, new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]))]))
}
