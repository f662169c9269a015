import { crc32c } from '@node-rs/crc32'
import { writeLong } from '../avro/primitives.ts'
import { ByteReader, varintSize } from './bytes.ts'
import type { Broker, WireRequest } from './cluster.ts'
import type { OutRecord } from './log-record.ts'
import { RecordSet } from './record-set.ts'
import { giveBack, takeSlab } from '../slabs.ts'
import { headRoom, wireBody } from './wire-body.ts'

/** The producer that the broker gave an identity: it recognises repeats by it. */
export interface ProducerIdentity {
  readonly producerId: string
  readonly producerEpoch: number
  readonly transactionalId: string | null
}

/** Records of one partition that are stored together or not at all. */
export interface OutBatch {
  readonly topic: string
  readonly partition: number
  readonly records: readonly OutRecord[] | RecordSet
  /** Number of the first record in this producer's sequence for the partition. */
  readonly sequence: number
}

export interface Produced {
  readonly topic: string
  readonly partition: number
  /** Kafka's error code; 0: stored. */
  readonly errorCode: number
  readonly baseOffset: number
  /** Broker time, epoch ms; -1 on topics without LogAppendTime. */
  readonly logAppendTime: number
}

const timeoutMs = 30_000
const batchHeaderBytes = 61
const transactionalFlag = 16

/** Sends batches to the broker that leads all their partitions, and waits for all replicas in sync. Own encoder: the library's takes 20 times as long (bench/produce.ts). */
export async function produceTo(leader: Broker, identity: ProducerIdentity, batches: readonly OutBatch[], now: number): Promise<Produced[]> {
  const { buffer, end } = encodeRequest(identity, batches, now)
  const request: WireRequest<Produced[]> = {
    request: { apiKey: 0, apiVersion: 7, apiName: 'Produce', encode: async () => wireBody(buffer, end) },
    response: {
      decode: async (payload: Buffer) => ({ clientSideThrottleTime: payload.readInt32BE(payload.length - 4), payload }),
      parse: async ({ payload }: { payload: Buffer }) => decodeResponse(payload),
    },
    requestTimeout: timeoutMs,
  }
  try {
    const produced = await leader.connectionPool.send(request)
    // It was answered, so it has been read to its end. One that failed may still wait to be sent.
    giveBack([buffer])
    return produced
  } catch (error) {
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await leader.disconnect()
    throw error
  }
}

function encodeRequest({ producerId, producerEpoch, transactionalId }: ProducerIdentity, batches: readonly OutBatch[], now: number): { buffer: Buffer; end: number } {
  const topics = Map.groupBy(batches, ({ topic }) => topic)
  const buffer = takeSlab(headRoom + 12 + Buffer.byteLength(transactionalId ?? '')
    + [...topics.keys()].reduce((sum, topic) => sum + 6 + Buffer.byteLength(topic), 0)
    + batches.reduce((sum, { records }) => sum + 8 + batchHeaderBytes + (records instanceof RecordSet ? records.bytes : records.reduce((bytes, record) => bytes + maxBytesOf(record), 0)), 0))
  const writer = new BatchWriter(buffer, headRoom)
  writer.nullableString(transactionalId)
  writer.int16(-1)
  writer.int32(timeoutMs)
  writer.int32(topics.size)
  for (const [topic, own] of topics) {
    writer.nullableString(topic)
    writer.int32(own.length)
    for (const batch of own) {
      writer.int32(batch.partition)
      writer.batch(batch, { producerId: BigInt(producerId), producerEpoch, flags: transactionalId === null ? 0 : transactionalFlag }, now)
    }
  }
  return { buffer, end: writer.at }
}

/** Number of the records of a batch. */
export const countOf = (records: OutBatch['records']): number => (records instanceof RecordSet ? records.count : records.length)

/** Upper bound of a record's encoded size; strings take at most three bytes a UTF-16 unit. */
export function maxBytesOf({ key, value, headers }: OutRecord): number {
  let bytes = 32 + (typeof key === 'string' ? key.length * 3 : (key?.length ?? 0)) + (value?.length ?? 0)
  if (headers) for (const [name, header] of Object.entries(headers)) bytes += 10 + name.length * 3 + header.length
  return bytes
}

/** Writes a request into a buffer that is large enough. */
class BatchWriter {
  readonly out: Buffer
  at: number

  constructor(out: Buffer, at: number) {
    this.out = out
    this.at = at
  }

  int8(value: number): void {
    this.at = this.out.writeInt8(value, this.at)
  }

  int16(value: number): void {
    this.at = this.out.writeInt16BE(value, this.at)
  }

  int32(value: number): void {
    this.at = this.out.writeInt32BE(value, this.at)
  }

  int64(value: bigint): void {
    this.at = this.out.writeBigInt64BE(value, this.at)
  }

  nullableString(value: string | null): void {
    if (value === null) return this.int16(-1)
    const written = this.out.write(value, this.at + 2)
    this.int16(written)
    this.at += written
  }

  varint(value: number): void {
    this.at = writeLong(this.out, this.at, value)
  }

  bytes(value: Buffer | null): void {
    if (value === null) return this.varint(-1)
    this.varint(value.length)
    this.raw(value)
  }

  /** The record set of one partition: its size, then one batch of format 2. */
  batch({ records, sequence }: OutBatch, producer: { producerId: bigint; producerEpoch: number; flags: number }, now: number): void {
    const sizeAt = this.at
    this.at += 4
    this.int64(0n)
    const lengthAt = this.at
    this.at += 4
    this.int32(-1)
    this.int8(2)
    const crcAt = this.at
    this.at += 4
    this.int16(producer.flags)
    const count = countOf(records)
    this.int32(count - 1)
    this.int64(BigInt(now))
    this.int64(BigInt(now))
    this.int64(producer.producerId)
    this.int16(producer.producerEpoch)
    this.int32(sequence)
    this.int32(count)
    if (records instanceof RecordSet) this.raw(records.content)
    else for (let i = 0; i < records.length; i++) this.record(records[i]!, i)
    this.out.writeUInt32BE(crc32c(this.out.subarray(crcAt + 4, this.at)) >>> 0, crcAt)
    this.out.writeInt32BE(this.at - lengthAt - 4, lengthAt)
    this.out.writeInt32BE(this.at - sizeAt - 4, sizeAt)
  }

  record({ key, value, headers }: OutRecord, offsetDelta: number): void {
    const headerList = headers === undefined ? noHeaders : Object.entries(headers).map(([name, header]) => [Buffer.from(name, 'utf8'), header] as const)
    const keyBytes = key === null ? -1 : typeof key === 'string' ? Buffer.byteLength(key) : key.length
    let bytes = 2 + varintSize(offsetDelta) + sizeOf(keyBytes) + sizeOf(value?.length ?? -1) + varintSize(headerList.length)
    for (const [name, header] of headerList) bytes += sizeOf(name.length) + sizeOf(header.length)
    this.varint(bytes)
    this.int8(0)
    this.varint(0)
    this.varint(offsetDelta)
    this.varint(keyBytes)
    if (typeof key === 'string') this.at += this.out.write(key, this.at, keyBytes, 'utf8')
    else if (key !== null) this.raw(key)
    this.bytes(value)
    this.varint(headerList.length)
    for (const [name, header] of headerList) {
      this.bytes(name)
      this.bytes(header)
    }
  }

  raw(value: Buffer): void {
    this.out.set(value, this.at)
    this.at += value.length
  }
}

const noHeaders: readonly (readonly [Buffer, Buffer])[] = []
/** Size of a part with its length in front; -1 is null. */
const sizeOf = (length: number): number => (length < 0 ? 1 : varintSize(length) + length)

function decodeResponse(payload: Buffer): Produced[] {
  const reader = new ByteReader(payload)
  const produced: Produced[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let partitions = reader.int32(); partitions > 0; partitions--) {
      produced.push({ topic, partition: reader.int32(), errorCode: reader.int16(), baseOffset: reader.int64(), logAppendTime: reader.int64() })
      reader.at += 8
    }
  }
  return produced
}
