import type { Failure } from '../../core/failures.ts'
import { identify } from '../../core/events/identify.ts'
import { validate } from '../../core/events/validate.ts'
import type { TextAnalyser, TextFindings } from '../../core/text/analyser.ts'
import { currentVersion } from '../shared/avro/published.ts'
import type { EventKind, EventOf } from '../shared/avro/published.ts'
import type { Decoded } from '../shared/avro/decoder.ts'
import { encodeTimeline } from '../shared/avro/timeline.ts'
import type { LogRecord, OutRecord } from '../shared/kafka/log-record.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import { Slabs } from '../shared/slabs.ts'
import type { InputTopic } from '../topology.ts'
import { failedEvent } from './failed-event.ts'
import type { FailedEventsTarget } from './failed-event.ts'
import type { Outcome } from './failed-ratio.ts'
import type { Decoder } from './ports.ts'
import { sources } from './sources.ts'
import type { Source } from './sources.ts'

export interface PipelineOptions {
  readonly source: InputTopic
  /** The source's name on the broker. */
  readonly topic: string
  readonly partition: number
  readonly decoder: Decoder<EventKind>
  /** Null: texts are not analysed. */
  readonly analyser: TextAnalyser | null
  /** Where events go, by what they name. */
  readonly targets: Readonly<Record<'account' | 'contact', { readonly topic: string; readonly partitions: number }>>
  readonly failedEvents: FailedEventsTarget
}

/** What holds for a stretch of the source partition's log; changes only where a commit says so. */
export interface Rules {
  readonly epoch: number
  readonly maxFutureSkewMs: number
}

export interface Enriched {
  readonly records: OutRecord[]
  /** Where their values lie, but for failed events; to be released once they are stored. */
  readonly slabs: Slabs
  /** Of the records, those that are failed events. */
  readonly failures: Failure[]
  /** What became of each input record, in order. */
  readonly outcomes: Outcome[]
}

const noFindings: TextFindings = { sentiment: null, emotions: [], effort: null }

/**
 * decode → validate → identify → analyse → timeline, or by-contact where the account is not named. What comes out is a function of the record, of the rules, and of nothing else, so that reading
 * a record again writes the same bytes to the same place. Rejects only where the decoder does.
 */
export function createPipeline({ source, topic, partition, decoder, analyser, targets, failedEvents }: PipelineOptions) {
  const { contract, kind, textOf } = sources[source] as Source
  const version = currentVersion(contract)

  function enrich(record: LogRecord, { event, body }: Decoded<EventOf<EventKind>>, { epoch, maxFutureSkewMs }: Rules, slabs: Slabs): OutRecord | Failure {
    const invalid = validate[kind](event as never, { timestamp: record.timestamp, maxFutureSkewMs })
    if (invalid) return invalid
    const subject = identify(event)
    if (subject.kind === 'failed') return subject.failure
    const text = textOf(event)
    const { sentiment, emotions, effort } = text && analyser ? analyser.analyse(text, 'language' in event ? event.language : null) : noFindings
    const value = encodeTimeline({
      kind, topic: source, partition, epoch, offset: record.offset, number: 0, timestamp: record.timestamp, schema: version, sentiment, emotions, effort, event: body,
    }, slabs)
    const target = targets[subject.kind]
    return { topic: target.topic, partition: partitionFor(subject.id, target.partitions), key: subject.id, value }
  }

  return async function run(records: readonly LogRecord[], rules: Rules): Promise<Enriched> {
    const enriched: Enriched = { records: [], slabs: new Slabs(), failures: [], outcomes: [] }
    for (const record of records) {
      const pending = decoder.decode(record.value)
      const decoded = pending instanceof Promise ? await pending : pending
      const result = decoded.kind === 'ok' ? enrich(record, decoded, rules, enriched.slabs) : decoded
      enriched.outcomes.push({ offset: record.offset, source: decoded.kind === 'ok' ? sourceOf(decoded.event) : null, failure: 'code' in result ? result : null })
      if ('code' in result) {
        enriched.failures.push(result)
        enriched.records.push(failedEvent(failedEvents, { topic, partition }, record, result))
      } else {
        enriched.records.push(result)
      }
    }
    return enriched
  }
}

const sourceOf = (event: EventOf<EventKind>): string | null => ('source' in event ? event.source : null)

export type Pipeline = ReturnType<typeof createPipeline>
