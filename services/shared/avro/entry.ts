import type { Settings } from '../../../core/model/settings.ts'
import type { Entry, EventEntry, Provenance } from '../../../core/scoring/entry.ts'
import type { TimelineRecord } from '../../../schemas/types.ts'
import { currentVersion, encodeEvent, eventContracts, eventType } from './published.ts'
import { decodeTimeline, encodeTimeline } from './timeline.ts'
import type { LogRecord } from '../kafka/log-record.ts'

/** A record of timeline or by-contact as the core takes it. Throws where it is none: only our own services write these topics. */
export function decodeEntry({ offset, value }: Pick<LogRecord, 'offset' | 'value'>): Entry {
  if (value === null) throw new Error(`the record at offset ${offset} has no value`)
  const t = decodeTimeline(value)
  const { timestamp } = t
  const source = { topic: t.topic, partition: t.partition, epoch: t.epoch, offset: t.offset, number: t.number }
  // Each written out: a spread costs more than all that it saves.
  switch (t.kind) {
    case 'TOUCH_POINT':
      return { offset, timestamp, source, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event), text: textOf(t) }
    case 'SURVEY':
      return { offset, timestamp, source, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event), text: textOf(t) }
    case 'ACCOUNT':
      return { offset, timestamp, source, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event) }
    case 'ACTION':
      return { offset, timestamp, source, kind: t.kind, event: eventType(t.kind, t.schema).decode(t.event) }
    case 'SETTINGS':
      return { offset, timestamp, source, kind: t.kind, settings: JSON.parse(Buffer.from(t.event).toString()) as Settings }
    case 'PROGRESS':
      return { offset, timestamp, source, kind: t.kind }
  }
}

const textOf = ({ sentiment, emotions, effort }: TimelineRecord) => ({ sentiment, emotions, effort })

/** An event's record for timeline or by-contact; `source`: the position that it is known by there. */
export function encodeEntry(entry: EventEntry, source: Provenance = entry.source): Buffer {
  const text = 'text' in entry ? entry.text : noText
  return encodeTimeline({
    kind: entry.kind, ...source, timestamp: entry.timestamp, schema: currentVersion(eventContracts[entry.kind]),
    sentiment: text.sentiment, emotions: [...text.emotions], effort: text.effort, event: encodeEvent(entry.kind, entry.event as never),
  })
}

const noText = { sentiment: null, emotions: [], effort: null }
