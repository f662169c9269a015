import { Refusal } from '../refusal.ts'
import type { LogReader } from './read.ts'

/** A record that was read before: its offset, and Kafka's time of it (epoch ms). */
export interface KnownRecord {
  readonly offset: number
  readonly at: number
}

/**
 * Makes sure that a partition is still of the log in which a record was read: one that was deleted and made anew can have come to the same offset, but not with the same record at the
 * same time. Throws a Refusal with the remedy then; what the log has not any more tells nothing.
 */
export async function checkSameLog(readOne: LogReader['readOne'], topic: string, partition: number, { offset, at }: KnownRecord, remedy: string): Promise<void> {
  const found = await readOne(topic, partition, offset)
  if (found === null || found.timestamp === at) return
  throw new Refusal(
    `Record ${offset} of partition ${partition} of ${topic} was stored at ${new Date(found.timestamp).toISOString()}, but what was read there was stored at ${new Date(at).toISOString()}: the topic was recreated`,
    remedy)
}
