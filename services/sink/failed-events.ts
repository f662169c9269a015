import { currentSchema } from '../../schemas/contracts.ts'
import type { FailedEvent } from '../../schemas/types.ts'
import { contractType } from '../shared/avro/published.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { frame } from '../shared/avro/wire.ts'
import type { Cluster } from '../shared/kafka/cluster.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { openProducer, type IdempotentProducer } from '../shared/kafka/producer.ts'
import { createLane } from '../shared/lane.ts'
import { Refusal } from '../shared/refusal.ts'
import { subjectOf, topicOf } from '../topology.ts'
import type { BadRecord } from './batch.ts'
import type { FailedEvents } from './ports.ts'

export interface FailedEventsOptions {
  readonly cluster: Cluster
  readonly registry: Registry
  readonly deployment: string
}

/** Writes failed events to their topic. Producer and schema id are got when the first one is written: few sinks ever write one. */
export function createFailedEvents({ cluster, registry, deployment }: FailedEventsOptions): FailedEvents {
  const type = contractType('failed-event')
  const topic = topicOf(deployment, 'failed-events')
  const subject = subjectOf(deployment, 'failed-events')
  const oneAtATime = createLane(1)
  let producer: IdempotentProducer | null = null
  let schemaId: number | null = null

  async function send(failed: readonly { event: FailedEvent; key: Buffer | null }[]): Promise<void> {
    schemaId ??= await registry.idOf(subject, currentSchema('failed-event'))
    if (schemaId === null) throw new Refusal(`The schema registry has no schemas/failed-event.avsc as of this build under ${subject}.`, 'Run the set-up job of this build.')
    const id = schemaId
    await cluster.connect()
    await cluster.addMultipleTargetTopics([topic])
    const partitions = cluster.findTopicPartitionMetadata(topic).length
    const records = failed.map(({ event, key }): OutRecord => (
      { topic, partition: partitionFor(key ?? event.failureId, partitions), key, value: frame(id, type, event) }))
    try {
      producer ??= await openProducer(cluster)
      await producer.send(records)
    } catch (error) {
      producer = null
      throw error
    }
  }

  return {
    publish: (from, partition, failed) => oneAtATime.run(() => send(failed.map((each) => ({ event: eventOf(from, partition, each), key: each.record.key })))),
  }
}

/** A pure function of the record and its failure, so that a repeat is the same. */
function eventOf(topic: string, partition: number, { record, failure }: BadRecord): FailedEvent {
  return {
    failureId: `${topic}:${partition}:${record.offset}`, at: record.timestamp, step: failure.step, code: failure.code, reason: failure.reason,
    topic, partition, offset: record.offset, timestamp: record.timestamp, key: record.key, value: record.value, headers: { ...record.headers }, attempts: 1,
  }
}
