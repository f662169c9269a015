import { Refusal } from '../shared/refusal.ts'
import type { LastRead } from './intent.ts'
import type { ReadOne } from './ports.ts'

/** A log that was deleted and made anew can have come to the same offset, but not with the same record at the same time. Throws a Refusal then; what the log has not any more tells nothing. */
export async function checkLastRead(readOne: ReadOne, topic: string, partition: number, { offset, at }: LastRead): Promise<void> {
  const found = await readOne(topic, partition, offset)
  if (found === null || found.timestamp === at) return
  throw new Refusal(
    `Record ${offset} of partition ${partition} of ${topic} was stored at ${new Date(found.timestamp).toISOString()}, but what was read there was stored at ${new Date(at).toISOString()}: the topic was recreated`,
    'ClickHouse holds rows of another log, whose offsets would be taken for those of this one: choose a new CX_DEPLOYMENT, and replay the history into it.')
}
