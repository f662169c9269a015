import { encodeTimeline } from '../shared/avro/timeline.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import type { IdempotentProducer } from '../shared/kafka/producer.ts'
import type { BrokerTime } from './ports.ts'

export interface ProgressOptions {
  /** The source partition, its topic without the deployment's prefix. */
  readonly source: { readonly topic: string; readonly partition: number; readonly epoch: number }
  /** Every partition that is told. */
  readonly targets: readonly { readonly topic: string; readonly partition: number }[]
  readonly producer: IdempotentProducer
  readonly brokerTime: BrokerTime
  /** Next offset of the source partition, as its broker knows it now. */
  readonly endOffset: () => Promise<number>
  /** Milliseconds of a clock that only counts. */
  readonly now: () => number
  readonly onWritten: (time: number) => void
}

export interface Progress {
  /**
   * Told after everything before `position` is processed and acknowledged. Writes a progress record where one is due and the source was read far
   * enough. Not for concurrent calls, nor beside the producer's other sends.
   */
  advance(position: number, intervalMs: number): Promise<void>
}

/** Of several brokers' clocks the earliest: no record can be older than that and not yet be counted in the end. */
export const earliestAppendTime: BrokerTime = (answers) => Math.min(...answers.map(({ logAppendTime }) => logAppendTime))

/**
 * Says up to which broker time a source partition has been read. Kafka's answer to one progress record tells its time T; the source's end is asked for
 * after that; when this end is reached, everything that was stored up to T is in the timeline, and the next record says so.
 */
export function createProgress({ source, targets, producer, brokerTime, endOffset, now, onWritten }: ProgressOptions): Progress {
  let goal: { readonly time: number; readonly end: number } | null = null
  let dueAt = now()

  const recordsFor = (time: number, position: number): OutRecord[] => {
    const value = encodeTimeline({
      kind: 'PROGRESS', topic: source.topic, partition: source.partition, epoch: source.epoch, offset: position, number: 0, timestamp: time, schema: 0,
      sentiment: null, emotions: [], effort: null, event: Buffer.alloc(0),
    })
    return targets.map(({ topic, partition }) => ({ topic, partition, key: null, value }))
  }

  return {
    async advance(position, intervalMs) {
      if (now() < dueAt || (goal && position < goal.end)) return
      const reached = goal?.time ?? 0
      const answers = await producer.send(recordsFor(reached, position))
      if (reached > 0) onWritten(reached)
      const time = brokerTime(answers)
      goal = time > 0 ? { time, end: await endOffset() } : null
      dueAt = now() + intervalMs
    },
  }
}
