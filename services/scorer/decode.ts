import type { Settings } from '../../core/model/settings.ts'
import type { Entry } from '../../core/scoring/entry.ts'
import { eventType } from '../shared/avro/published.ts'
import { decodeTimeline } from '../shared/avro/timeline.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'

/** A timeline record as the core takes it. Throws where it is none: only our own services write the timeline. */
export function decodeEntry(record: LogRecord): Entry {
  if (record.value === null) throw new Error(`timeline offset ${record.offset} has no value`)
  const t = decodeTimeline(record.value)
  const source = { topic: t.topic, partition: t.partition, epoch: t.epoch, offset: t.offset, number: t.number }
  const base = { offset: record.offset, timestamp: t.timestamp, source }
  const text = { sentiment: t.sentiment, emotions: t.emotions, effort: t.effort }
  switch (t.kind) {
    case 'TOUCH_POINT':
      return { ...base, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event), text }
    case 'SURVEY':
      return { ...base, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event), text }
    case 'ACCOUNT':
      return { ...base, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event) }
    case 'ACTION':
      return { ...base, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event) }
    case 'SETTINGS':
      return { ...base, kind: t.kind, settings: JSON.parse(Buffer.from(t.event).toString()) as Settings }
    case 'PROGRESS':
      return { ...base, kind: t.kind }
  }
}
