import type { FailedEvent } from '../../../schemas/types.ts'
import { inputTopics, topicNameOf, topicOf } from '../../topology.ts'
import type { KafkaClient } from '../kafka/client.ts'
import type { LogReader } from '../kafka/read.ts'
import { Refusal } from '../refusal.ts'
import { attemptHeader, replayOfHeader } from '../replay-headers.ts'
import { isCut } from './cut.ts'

/** What replaying needs of the deployment. */
export interface ReplayParts {
  readonly config: { readonly deployment: string }
  readonly kafka: KafkaClient
  readonly reader: LogReader
}

/** Where a failed event's original stood; the topic by its name on the broker. */
function originOf(deployment: string, event: FailedEvent): { topic: string; partition: number; offset: number } {
  const topic = topicNameOf(deployment, event.topic) ? event.topic : topicOf(deployment, event.topic as never)
  return { topic, partition: event.partition, offset: event.offset }
}

/** Whether the original of a failed event is an input: only those can be published again. */
export function isInput(deployment: string, event: FailedEvent): boolean {
  const name = topicNameOf(deployment, originOf(deployment, event).topic)
  return inputTopics.some((topic) => topic === name)
}

/**
 * How often failed events were replayed already, by failure id; absent: never. The source topic itself says so: a replay goes to the original's
 * partition, behind it, and carries the failure's id, so no second record of it is needed that could be missing. Each partition is read once.
 */
export async function replaysOf({ config, reader }: ReplayParts, events: readonly FailedEvent[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const origins = events.map((event) => originOf(config.deployment, event))
  for (const same of Map.groupBy(origins, ({ topic, partition }) => `${topic}:${partition}`).values()) {
    const { topic, partition } = same[0]!
    const { low, high } = await reader.range({ topic, partition })
    const first = same.reduce((least, { offset }) => Math.min(least, offset), Infinity)
    // An offset that the log has not come to: the topic was recreated since.
    const from = same.every(({ offset }) => offset < high) ? Math.max(low, first + 1) : low
    await reader.readPartition({
      topic, partition, from, until: 'end', onRecords: (records) => {
        for (const { headers } of records) {
          const id = headers[replayOfHeader]?.toString()
          if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
        }
      },
    })
  }
  return counts
}

/** Throws a Refusal, before anything is published, where one of the events is no input, is not there as a whole, or was replayed before and `again` is not set. */
function requireReplayable(deployment: string, events: readonly FailedEvent[], done: ReadonlyMap<string, number>, again: boolean): void {
  const foreign = events.find((event) => !isInput(deployment, event))
  if (foreign) {
    throw new Refusal(`${foreign.failureId} is no input: it comes from ${foreign.topic}, which only the services write`,
      'Mend the cause (`cx failed show` marks what is wrong); what was rejected there is derived again from its inputs by a replay into a new deployment.')
  }
  const cut = events.find(isCut)
  if (cut) {
    throw new Refusal(`${cut.failureId} has only the beginning of its original, which was too large for a failed event`,
      `The original is at offset ${cut.offset} of partition ${cut.partition} of ${cut.topic} for as long as that keeps it: let its publisher send it in smaller parts.`)
  }
  const repeated = again ? undefined : events.find(({ failureId }) => done.has(failureId))
  if (!repeated) return
  const times = done.get(repeated.failureId)!
  throw new Refusal(`${repeated.failureId} was already replayed ${times === 1 ? 'once' : `${times} times`}`, 'Add --again to replay it once more; an event that was scored is recognised by its id as long as the model remembers it (dedup).')
}

/**
 * Publishes the original records again, in the order given: same bytes, same key, same headers, same partition, so each event keeps its identity, by which
 * scoring knows it again for as long as the model says (`dedup`). Throws a Refusal, with nothing published, where one of them is no input, or was replayed before and `again` is not set.
 * `onPublished` is told of each that is acknowledged.
 */
export async function replayFailed(parts: ReplayParts, events: readonly FailedEvent[], again: boolean, onPublished: (event: FailedEvent) => void): Promise<void> {
  const { deployment } = parts.config
  const inputs = events.filter((event) => isInput(deployment, event))
  const done = await replaysOf(parts, inputs)
  requireReplayable(deployment, events, done, again)
  const producer = parts.kafka.kafka().producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    for (const event of events) {
      const { topic, partition } = originOf(deployment, event)
      await producer.send({ topic, acks: -1, messages: [{ partition, ...recordOf(event, done.get(event.failureId) ?? 0) }] })
      onPublished(event)
    }
  } finally {
    await producer.disconnect()
  }
}

const asBuffer = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))

/** The record that a failed event's original was, and whose replay it is; `done`: how often that was replayed before. */
function recordOf(event: FailedEvent, done: number) {
  const headers = {
    ...Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name, Buffer.from(value)])),
    [replayOfHeader]: event.failureId, [attemptHeader]: String(event.attempts + 1 + done),
  }
  return { key: asBuffer(event.key), value: asBuffer(event.value), headers }
}
