import avsc from 'avsc'
import { timelineSchema } from '../../../schemas/contracts.ts'
import type { TimelineRecord } from '../../../schemas/types.ts'
import type { Slabs } from '../slabs.ts'
import { decodeBody, decodedEnd, decoderOf } from './body-decoder.ts'
import { asBuffer } from './published.ts'
import { encodeBehind } from './wire.ts'

/** The first byte of every value in timeline and by-contact. Another format gets another byte. */
const formatByte = 1
const type = avsc.Type.forSchema(timelineSchema() as avsc.Schema)
const decode = decoderOf(type)

/** A record's value for timeline or by-contact: the format byte and Avro binary. */
export function encodeTimeline(record: TimelineRecord, slabs?: Slabs): Buffer {
  const event = asBuffer(record.event)
  const buffer = encodeBehind(1, type, event === record.event ? record : { ...record, event }, slabs)
  buffer[0] = formatByte
  return buffer
}

/** Reads what encodeTimeline wrote. Throws where it is something else: only our own services write these topics. */
export function decodeTimeline(value: Buffer): TimelineRecord {
  if (value[0] !== formatByte) throw new Error(`a timeline record of format ${value[0] ?? 'none'}; this build reads format ${formatByte}`)
  const record = decodeBody(decode, value, 1) as TimelineRecord
  if (decodedEnd() !== value.length) throw new Error(`a timeline record of ${value.length} bytes that ends at ${decodedEnd()}`)
  return record
}
