import type { Outcome } from '../../core/scoring/outcome.ts'
import type { EventEntry } from '../../core/scoring/entry.ts'
import type { Failure } from '../../core/failures.ts'
import type { AlertEvent, FailedEvent } from '../../schemas/types.ts'
import type { Position } from '../shared/fold/take-over.ts'
import { contractId } from '../shared/avro/contract-id.ts'
import { contractType, encodeEvent } from '../shared/avro/published.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { writeFramed } from '../shared/avro/wire.ts'
import type { RecordSets } from '../shared/kafka/record-set.ts'
import type { ContractName } from '../../schemas/contracts.ts'
import type { PartitionMemory } from './state.ts'
import { subjectOf, topicOf, topics, type InputTopic, type TopicName } from '../topology.ts'

/** Topics whose records the scorer frames: its outputs, and the inputs as they stand in failed events. */
const framed = ['interactions', 'scores', 'alerts', 'failed-events', 'touchpoints', 'surveys', 'crm', 'alert-actions'] as const satisfies readonly TopicName[]
type Framed = (typeof framed)[number]

/** Registry ids of the contracts that stand in those topics. */
export type SchemaIds = Readonly<Record<Framed, number>>

/** The registry's ids of the contracts as this build has them. Throws a Refusal where set-up has not registered one. */
export async function lookUpSchemaIds(registry: Registry, deployment: string): Promise<SchemaIds> {
  const ids = await Promise.all(framed.map(async (name) =>
    [name, await contractId(registry, subjectOf(deployment, name), topics[name].value.slice('wire/'.length) as ContractName)] as const))
  return Object.fromEntries(ids) as SchemaIds
}

/** Turns what the log brought about into records, all to the partition of the same number. */
export interface Encoder {
  /** What a record of the log has brought about. */
  results(partition: number, out: Outcome, into: RecordSets): void
  /** State that changed, with the marker at its end. */
  state(partition: number, memory: PartitionMemory, at: Position, into: RecordSets): void
}

export function createEncoder(deployment: string, ids: SchemaIds): Encoder {
  const names = Object.fromEntries(
    (['interactions', 'scores', 'alerts', 'failed-events', 'scorer-state'] as const).map((name) => [name, topicOf(deployment, name)]),
  ) as Record<TopicName, string>
  const interaction = writeFramed(ids.interactions, contractType('interaction'))
  const score = writeFramed(ids.scores, contractType('account-score'))
  const alert = writeFramed(ids.alerts, contractType('alert'))
  const failed = writeFramed(ids['failed-events'], contractType('failed-event'))
  return {
    results(partition, out, into) {
      for (const each of out.interactions) into.add(names.interactions, partition, each.accountId, interaction, each)
      for (const each of out.scores) into.add(names.scores, partition, each.accountId, score, each)
      for (const each of out.alerts) into.add(names.alerts, partition, keyOf(each), alert, each)
      for (const { failure, entry } of out.failures) into.add(names['failed-events'], partition, entry.event.accountId, failed, failedEvent(deployment, ids, failure, entry))
    },
    state(partition, memory, at, into) {
      memory.takeRecords(at, (key, write, value) => into.add(names['scorer-state'], partition, key, write, value))
    },
  }
}

/** An alert's key: its account; the source or the model of the two kinds that have none. */
const keyOf = ({ accountId, kind, alertId, modelVersion }: AlertEvent): string =>
  accountId ?? (kind === 'SOURCE_OUTAGE' ? alertId.slice(0, alertId.lastIndexOf('~SOURCE_OUTAGE~')) : modelVersion)

/** Where an event of a kind came in: what the resolver released stands in the timeline with the position that released it. */
const inputOf = { TOUCH_POINT: 'touchpoints', SURVEY: 'surveys', ACCOUNT: 'crm', ACTION: 'alert-actions' } as const satisfies Record<EventEntry['kind'], InputTopic>

/** The failed event carries the source's provenance and the event as the timeline had it. */
function failedEvent(deployment: string, ids: SchemaIds, failure: Failure, entry: EventEntry): FailedEvent {
  const { source } = entry
  const input = inputOf[entry.kind]
  const head = Buffer.alloc(5)
  head.writeInt32BE(ids[input], 1)
  const released = source.number === 0 ? '' : `:${source.number}`
  return {
    failureId: `${topicOf(deployment, source.topic as TopicName)}:${source.partition}:${source.offset}${released}`,
    at: entry.timestamp, step: failure.step, code: failure.code, reason: failure.reason,
    topic: topicOf(deployment, input), partition: source.partition, offset: source.offset, timestamp: entry.timestamp,
    key: entry.event.accountId === null ? null : Buffer.from(entry.event.accountId), value: Buffer.concat([head, encodeEvent(entry.kind, entry.event as never)]),
    headers: {}, attempts: 1,
  }
}
