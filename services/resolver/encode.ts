import type { Failure } from '../../core/failures.ts'
import type { Release } from '../../core/resolving/resolve.ts'
import type { EventEntry } from '../../core/scoring/entry.ts'
import type { FailedEvent } from '../../schemas/types.ts'
import { encodeEntry } from '../shared/avro/entry.ts'
import { contractType, encodeEvent } from '../shared/avro/published.ts'
import { encodeTimeline } from '../shared/avro/timeline.ts'
import { frame } from '../shared/avro/wire.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { topicOf, type InputTopic } from '../topology.ts'
import type { ResolverEncoder } from './pipeline.ts'

export interface EncoderOptions {
  readonly deployment: string
  readonly timelinePartitions: number
  readonly failedPartitions: number
  /** Registry ids of the input contracts and of failed events. */
  readonly ids: Readonly<Record<InputTopic | 'failed-events', number>>
}

export function createEncoder({ deployment, timelinePartitions, failedPartitions, ids }: EncoderOptions): ResolverEncoder {
  const [timeline, contactState, failedEvents] = (['timeline', 'contact-state', 'failed-events'] as const).map((name) => topicOf(deployment, name)) as [string, string, string]

  /** Known by the position that released it: with its running number, that is what a repeat is recognised by. */
  const released = (partition: number, { entry, accountId, offset, number }: Release) =>
    encodeEntry({ ...entry, event: { ...entry.event, accountId } } as EventEntry, { topic: 'by-contact', partition, epoch: 0, offset, number })

  const failed = ({ failure, entry }: { failure: Failure; entry: EventEntry }) => {
    const event = failedEvent(deployment, ids, failure, entry)
    return {
      topic: failedEvents, partition: partitionFor(event.key === null ? event.failureId : Buffer.from(event.key), failedPartitions),
      key: event.key === null ? null : Buffer.from(event.key), value: frame(ids['failed-events'], contractType('failed-event'), event),
    }
  }

  return {
    timeline: (partition, out) => out.releases.map((r) => ({
      topic: timeline, partition: partitionFor(r.accountId, timelinePartitions), key: r.accountId, value: released(partition, r),
    })),
    progress: (partition, time, next) => {
      const value = encodeTimeline({
        kind: 'PROGRESS', topic: 'by-contact', partition, epoch: 0, offset: next, number: 0, timestamp: time, schema: 0,
        sentiment: null, emotions: [], effort: null, event: Buffer.alloc(0),
      })
      return Array.from({ length: timelinePartitions }, (_, p) => ({ topic: timeline, partition: p, key: null, value }))
    },
    state: (partition, out, state) => [...out.failures.map(failed), ...state.map(({ key, value }) => ({ topic: contactState, partition, key, value }))],
  }
}

/** The failed event of an event that came in, with its source's position, and the event as by-contact had it. */
function failedEvent(deployment: string, ids: EncoderOptions['ids'], failure: Failure, entry: EventEntry): FailedEvent {
  const { source, timestamp, event } = entry
  const topic = topicOf(deployment, source.topic as InputTopic)
  const head = Buffer.alloc(5)
  head.writeInt32BE(ids[source.topic as InputTopic], 1)
  return {
    failureId: `${topic}:${source.partition}:${source.offset}`, at: timestamp, step: failure.step, code: failure.code, reason: failure.reason,
    topic, partition: source.partition, offset: source.offset, timestamp, key: 'contactId' in event && event.contactId ? Buffer.from(event.contactId) : null,
    value: Buffer.concat([head, encodeEvent(entry.kind, event as never)]), headers: {}, attempts: 1,
  }
}
