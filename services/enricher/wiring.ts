import type { TextAnalyser } from '../../core/text/analyser.ts'
import { contractId } from '../shared/avro/contract-id.ts'
import { EventDecoder } from '../shared/avro/decoder.ts'
import type { EventKind } from '../shared/avro/published.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { patiently } from '../shared/kafka/back-off.ts'
import type { Cluster } from '../shared/kafka/cluster.ts'
import type { TopicPartition } from '../shared/kafka/log-record.ts'
import { openProducer } from '../shared/kafka/producer.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import { shareProducer } from '../shared/kafka/shared-producer.ts'
import type { PartitionContext, WorkerFactory } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import { inputTopics, subjectOf, topicNameOf, topicOf } from '../topology.ts'
import type { InputTopic } from '../topology.ts'
import { Brake } from './brake.ts'
import type { FailedEventsTarget } from './failed-event.ts'
import { FailedRatio } from './failed-ratio.ts'
import type { EnricherMetrics } from './metrics.ts'
import { createPipeline } from './pipeline.ts'
import type { PipelineOptions } from './pipeline.ts'
import type { BrokerTime, Decoder, SettingsBook } from './ports.ts'
import { sources } from './sources.ts'
import { EnricherWorker } from './worker.ts'

/** Where the enricher writes: topics with their partitions as they exist. */
export interface Targets {
  readonly events: PipelineOptions['targets']
  readonly failedEvents: FailedEventsTarget
  readonly progress: readonly TopicPartition[]
}

/** Looks up partition counts, which are fixed for a deployment's life, and the schema of failed events. */
export async function lookUpTargets({ deployment, reader, registry }: { deployment: string; reader: LogReader; registry: Registry }): Promise<Targets> {
  const [timeline, byContact, failed] = await Promise.all((['timeline', 'by-contact', 'failed-events'] as const).map(async (name) => {
    const topic = topicOf(deployment, name)
    return { topic, partitions: (await reader.offsets({ topic })).length }
  }))
  const all = (of: { topic: string; partitions: number }) => Array.from({ length: of.partitions }, (_, partition) => ({ topic: of.topic, partition }))
  return {
    events: { account: timeline!, contact: byContact! },
    failedEvents: { ...failed!, schemaId: await contractId(registry, subjectOf(deployment, 'failed-events'), 'failed-event') },
    progress: [...all(timeline!), ...all(byContact!)],
  }
}

export interface Wiring {
  readonly deployment: string
  readonly targets: Targets
  readonly settings: SettingsBook
  readonly reader: LogReader
  /** Connections that all workers write through. */
  readonly cluster: Cluster
  readonly registry: Registry
  readonly analyser: TextAnalyser | null
  readonly maxRecordBytes: number
  readonly maxFailedRatio: number
  readonly brokerTime: BrokerTime
  readonly metrics: EnricherMetrics
  readonly log: Log
}

/** Makes the workers of source partitions; what they learn about schemas they share. */
export function workerFactory({ deployment, targets, settings, reader, cluster, registry, analyser, maxRecordBytes, maxFailedRatio, brokerTime, metrics, log }: Wiring): WorkerFactory {
  const decoders = new Map(inputTopics.map((source) => [source, new EventDecoder({ contract: sources[source].contract, registry, maxBytes: maxRecordBytes })]))
  const ratios = new Map(inputTopics.map((source) => [source, new FailedRatio({ maxRatio: maxFailedRatio, minRecords: 1000 })]))
  // What several source partitions have at the same time goes in one request.
  const shared = shareProducer(() => openProducer(cluster))
  return (topic, partition, context) => {
    const source = topicNameOf(deployment, topic) as InputTopic
    const decoder = patientDecoder(decoders.get(source)! as Decoder<EventKind>, context)
    const pipeline = createPipeline({ source, topic, partition, decoder, analyser, targets: targets.events, failedEvents: targets.failedEvents })
    const sourceLog = {
      range: () => reader.range({ topic, partition }),
      readOne: (offset: number) => reader.readOne(topic, partition, offset),
    }
    const brake = new Brake({ of: { topic, partition }, source, ratio: ratios.get(source)!, passedUntil: () => settings.passedUntil(source, partition) })
    return new EnricherWorker({
      of: { topic, partition }, source, context, pipeline, brake, settings, sourceLog, openProducer: shared, brokerTime, progressTargets: targets.progress, metrics, log,
      nameOf: (name) => topicNameOf(deployment, name) ?? name,
    })
  }
}

/** Waits for a registry that is away, for as long as the partition is ours. */
function patientDecoder(decoder: Decoder<EventKind>, context: PartitionContext): Decoder<EventKind> {
  return {
    decode(value) {
      const first = decoder.decode(value)
      if (!(first instanceof Promise)) return first
      let next: typeof first | null = first
      return patiently(async () => {
        const attempt = next ?? decoder.decode(value)
        next = null
        return attempt
      }, { onFailure: (error) => { if (!context.stillOurs()) throw error } })
    },
  }
}
