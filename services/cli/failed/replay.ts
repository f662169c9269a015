import type { FailedEvent } from '../../../schemas/types.ts'
import { attemptHeader, replayOfHeader } from '../../shared/replay-headers.ts'
import { Refusal } from '../../shared/refusal.ts'
import { inputTopics, topicNameOf, topicOf } from '../../topology.ts'
import type { Parts } from '../context.ts'

/** Where a failed event's original stood; the topic by its name on the broker. */
function originOf(deployment: string, event: FailedEvent): { topic: string; partition: number; offset: number } {
  const topic = topicNameOf(deployment, event.topic) ? event.topic : topicOf(deployment, event.topic as never)
  return { topic, partition: event.partition, offset: event.offset }
}

/**
 * How often a failed event was replayed already. The source topic itself says so: a replay goes to the original's partition, behind it,
 * and carries the failure's id, so no second record of it is needed that could be missing.
 */
export async function replaysOf({ config, reader }: Parts, event: FailedEvent): Promise<number> {
  const { topic, partition, offset } = originOf(config.deployment, event)
  const { low, high } = (await reader.offsets({ topic })).find((each) => each.partition === partition)!
  // An offset that the log has not come to: the topic was recreated since.
  const from = offset < high ? Math.max(low, offset + 1) : low
  let count = 0
  await reader.readPartition({
    topic, partition, from, until: 'end', onRecords: (records) => {
      for (const { headers } of records) if (headers[replayOfHeader]?.toString() === event.failureId) count++
    },
  })
  return count
}

/**
 * Publishes the original record again: same bytes, same key, same headers, same partition, so the event keeps its identity and is applied once.
 * Throws a Refusal where that was done before and `again` is not set.
 */
export async function replayFailed(parts: Parts, event: FailedEvent, again: boolean): Promise<void> {
  const source = topicNameOf(parts.config.deployment, originOf(parts.config.deployment, event).topic)
  if (!inputTopics.some((topic) => topic === source)) {
    throw new Refusal(`${event.failureId} is no input: it comes from ${event.topic}, which only the services write`,
      'Mend the cause (see `cx failed show`); what was rejected there is derived again from its inputs by a replay into a new deployment.')
  }
  const done = await replaysOf(parts, event)
  if (done > 0 && !again) {
    throw new Refusal(`${event.failureId} was already replayed ${done === 1 ? 'once' : `${done} times`}`, 'Add --again to replay it once more; the event itself is applied once.')
  }
  const producer = parts.kafka.kafka().producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    const { topic, partition } = originOf(parts.config.deployment, event)
    const asBuffer = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))
    const headers = {
      ...Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name, Buffer.from(value)])),
      [replayOfHeader]: event.failureId, [attemptHeader]: String(event.attempts + 1 + done),
    }
    await producer.send({ topic, acks: -1, messages: [{ partition, key: asBuffer(event.key), value: asBuffer(event.value), headers }] })
  } finally {
    await producer.disconnect()
  }
}
