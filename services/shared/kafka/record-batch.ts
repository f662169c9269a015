import { ByteReader } from './bytes.ts'
import { decompress } from './decompress.ts'
import { BrokerError } from './errors.ts'
import { FetchedRecord, type BatchTimes } from './fetched-record.ts'
import type { LogRecord } from './log-record.ts'

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/** What one fetch brought of a partition. */
export interface Chunk {
  readonly records: LogRecord[]
  /** Where to go on reading: control records, aborted records and batches emptied by compaction are behind it. */
  readonly nextOffset: number
  readonly bytes: number
}

interface BatchHeader extends BatchTimes {
  readonly baseOffset: number
  readonly end: number
  readonly codec: number
  readonly control: boolean
  readonly transactional: boolean
  readonly lastOffset: number
  readonly producerId: number
  readonly count: number
}

const headerBytes = 61
const abortMarker = 0

/**
 * Decodes the record set of a partition from offset `from` on, as read_committed shows it: without control records and without records of the
 * aborted transactions that the broker listed. A batch cut off by the fetch's size limit is left for the next fetch.
 */
export function decodeRecordSet(set: Buffer, from: number, aborted: readonly AbortedTransaction[]): Chunk {
  const records: LogRecord[] = []
  const pending = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const aborting = new Set<number>()
  let nextOffset = from
  let bytes = 0
  let at = 0
  while (at + headerBytes <= set.length) {
    const reader = new ByteReader(set, at)
    const batch = readHeader(reader)
    if (batch.end > set.length) break
    while (pending.length > 0 && pending[0]!.firstOffset <= batch.lastOffset) aborting.add(pending.shift()!.producerId)
    if (batch.control) {
      if (markerOf(reader) === abortMarker) aborting.delete(batch.producerId)
    } else if (!(batch.transactional && aborting.has(batch.producerId))) {
      bytes += readRecords(reader, batch, from, records)
    }
    nextOffset = Math.max(nextOffset, batch.lastOffset + 1)
    at = batch.end
  }
  return { records, nextOffset, bytes }
}

function readHeader(reader: ByteReader): BatchHeader {
  const baseOffset = reader.int64()
  const length = reader.int32()
  const end = reader.at + length
  reader.at += 4
  const magic = reader.int8()
  if (magic !== 2) throw new BrokerError('UNSUPPORTED_FOR_MESSAGE_FORMAT', false, `record format ${magic}, Kafka's format since 0.11 is 2`)
  reader.at += 4
  const attributes = reader.int16()
  const lastOffset = baseOffset + reader.int32()
  const baseTimestamp = reader.int64()
  const maxTimestamp = reader.int64()
  const producerId = reader.int64()
  reader.at += 6
  return {
    baseOffset, end, lastOffset, baseTimestamp, maxTimestamp, producerId, count: reader.int32(),
    codec: attributes & 7, logAppendTime: (attributes & 8) !== 0, transactional: (attributes & 16) !== 0, control: (attributes & 32) !== 0,
  }
}

/** The type of a control record: its key is a version and a type, two bytes each. */
function markerOf(reader: ByteReader): number {
  const at = reader.at
  reader.varint()
  reader.at += 1
  reader.varint()
  reader.varint()
  const type = reader.varintBytes()?.readInt16BE(2) ?? -1
  reader.at = at
  return type
}

/** Gives the bytes that they take in memory. */
function readRecords(reader: ByteReader, batch: BatchHeader, from: number, into: LogRecord[]): number {
  const body = batch.codec === 0 ? reader : new ByteReader(decompress(batch.codec, reader.buffer.subarray(reader.at, batch.end)))
  const bytes = batch.codec === 0 ? batch.end - reader.at : body.buffer.length
  for (let i = 0; i < batch.count; i++) {
    const length = body.varint()
    const start = body.at
    body.at += 1
    const delta = body.varint()
    const offset = batch.baseOffset + body.varint()
    if (offset >= from) into.push(new FetchedRecord(batch, body.buffer, body.at, offset, delta))
    body.at = start + length
  }
  return bytes
}
