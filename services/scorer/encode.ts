import type { Outcome } from '../../core/scoring/outcome.ts'
import type { EventEntry } from '../../core/scoring/entry.ts'
import type { Failure } from '../../core/failures.ts'
import type { FailedEvent } from '../../schemas/types.ts'
import { contractType, encodeEvent, eventContracts, type EventKind } from '../shared/avro/published.ts'
import { frame } from '../shared/avro/wire.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { topicOf, type InputTopic, type TopicName } from '../topology.ts'
import type { StateRecord } from './state.ts'

/** Registry ids of the contracts that the scorer writes: its outputs, and the inputs as they stand in failed events. */
export interface SchemaIds {
  readonly interaction: number
  readonly 'account-score': number
  readonly alert: number
  readonly 'failed-event': number
  readonly 'touch-point': number
  readonly survey: number
  readonly crm: number
  readonly 'alert-action': number
}

/** Turns what one stretch of the log brought about into records, all to the partition of the same number. State last, the marker at its end. */
export function createEncoder(deployment: string, ids: SchemaIds) {
  const topics = Object.fromEntries(
    (['interactions', 'scores', 'alerts', 'failed-events', 'scorer-state'] as const).map((name) => [name, topicOf(deployment, name)]),
  ) as Record<TopicName, string>
  const types = { interaction: contractType('interaction'), score: contractType('account-score'), alert: contractType('alert'), failed: contractType('failed-event') }

  return function encode(partition: number, out: Outcome, state: readonly StateRecord[]): OutRecord[] {
    const records: OutRecord[] = []
    for (const i of out.interactions) records.push({ topic: topics.interactions, partition, key: i.accountId, value: frame(ids.interaction, types.interaction, i) })
    for (const s of out.scores) records.push({ topic: topics.scores, partition, key: s.accountId, value: frame(ids['account-score'], types.score, s) })
    for (const a of out.alerts) records.push({ topic: topics.alerts, partition, key: a.accountId ?? a.alertId, value: frame(ids.alert, types.alert, a) })
    for (const { failure, entry } of out.failures) {
      const failed = failedEvent(deployment, ids, failure, entry)
      records.push({ topic: topics['failed-events'], partition, key: entry.event.accountId, value: frame(ids['failed-event'], types.failed, failed) })
    }
    for (const { key, value } of state) records.push({ topic: topics['scorer-state'], partition, key, value })
    return records
  }
}

/** The failed event carries the source's provenance and the event as the timeline had it. */
function failedEvent(deployment: string, ids: SchemaIds, failure: Failure, entry: EventEntry): FailedEvent {
  const { source } = entry
  const topic = topicOf(deployment, source.topic as InputTopic)
  const contract = eventContracts[entry.kind as EventKind]
  const body = encodeEvent(entry.kind, entry.event as never)
  const head = Buffer.alloc(5)
  head.writeInt32BE(ids[contract], 1)
  return {
    failureId: `${topic}:${source.partition}:${source.offset}`, at: entry.timestamp, step: failure.step, code: failure.code, reason: failure.reason,
    topic, partition: source.partition, offset: source.offset, timestamp: entry.timestamp,
    key: entry.event.accountId === null ? null : Buffer.from(entry.event.accountId), value: Buffer.concat([head, body]), headers: {}, attempts: 1,
  }
}
