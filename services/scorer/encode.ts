import type { Outcome } from '../../core/scoring/outcome.ts'
import type { EventEntry } from '../../core/scoring/entry.ts'
import type { Failure } from '../../core/failures.ts'
import type { AlertEvent, FailedEvent } from '../../schemas/types.ts'
import { contractId } from '../shared/avro/contract-id.ts'
import { contractType, encodeEvent } from '../shared/avro/published.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { frame } from '../shared/avro/wire.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import type { ContractName } from '../../schemas/contracts.ts'
import { subjectOf, topicOf, topics, type InputTopic, type TopicName } from '../topology.ts'
import type { StateRecord } from '../shared/fold/state-keys.ts'
import type { Slabs } from '../shared/slabs.ts'

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

/** Records, and the memory that their values lie in. */
export interface Encoded {
  readonly records: OutRecord[]
  readonly slabs: Slabs
}

/** Turns what the log brought about into records, all to the partition of the same number. */
export interface Encoder {
  /** Interactions and scores. */
  results(partition: number, out: Outcome, into: Encoded): void
  /** Alerts and failures; then state, with the marker at its end. */
  rest(partition: number, out: Outcome, state: readonly StateRecord[], into: Encoded): void
}

export function createEncoder(deployment: string, ids: SchemaIds): Encoder {
  const names = Object.fromEntries(
    (['interactions', 'scores', 'alerts', 'failed-events', 'scorer-state'] as const).map((name) => [name, topicOf(deployment, name)]),
  ) as Record<TopicName, string>
  const types = { interaction: contractType('interaction'), score: contractType('account-score'), alert: contractType('alert'), failed: contractType('failed-event') }
  return {
    results(partition, out, { records, slabs }) {
      for (const i of out.interactions) records.push({ topic: names.interactions, partition, key: i.accountId, value: frame(ids.interactions, types.interaction, i, slabs) })
      for (const s of out.scores) records.push({ topic: names.scores, partition, key: s.accountId, value: frame(ids.scores, types.score, s, slabs) })
    },
    rest(partition, out, state, { records, slabs }) {
      for (const a of out.alerts) records.push({ topic: names.alerts, partition, key: keyOf(a), value: frame(ids.alerts, types.alert, a, slabs) })
      for (const { failure, entry } of out.failures) {
        const failed = failedEvent(deployment, ids, failure, entry)
        records.push({ topic: names['failed-events'], partition, key: entry.event.accountId, value: frame(ids['failed-events'], types.failed, failed, slabs) })
      }
      for (const { key, value } of state) records.push({ topic: names['scorer-state'], partition, key, value })
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
