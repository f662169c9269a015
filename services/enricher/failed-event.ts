import type { Failure } from '../../core/failures.ts'
import { contractType } from '../shared/avro/published.ts'
import { frame } from '../shared/avro/wire.ts'
import type { LogRecord, OutRecord, TopicPartition } from '../shared/kafka/log-record.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { cutToFit } from '../shared/failed/cut.ts'
import { attemptOf } from '../shared/replay-headers.ts'

export interface FailedEventsTarget {
  /** Name on the broker. */
  readonly topic: string
  readonly partitions: number
  /** Registry id of the failed event's schema. */
  readonly schemaId: number
}

/**
 * The failed event of an input record, with its original bytes. A function of the record alone, so that a repeat gives the same bytes: `at` is the
 * broker time of the record, not the time of this look at it.
 */
export function failedEvent(target: FailedEventsTarget, from: TopicPartition, record: LogRecord, { step, code, reason }: Failure): OutRecord {
  const { topic, partition } = from
  const { offset, timestamp } = record
  const { key, value, headers, cut } = cutToFit(record)
  const failureId = `${topic}:${partition}:${offset}`
  const event = {
    failureId, at: timestamp, step, code, reason: [reason, ...cut].join('; '), topic, partition, offset, timestamp, key, value, headers, attempts: attemptOf(record.headers),
  }
  return {
    topic: target.topic, partition: partitionFor(key ?? failureId, target.partitions), key,
    value: frame(target.schemaId, contractType('failed-event'), event),
  }
}
