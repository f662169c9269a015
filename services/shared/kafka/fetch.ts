import { ByteReader } from './bytes.ts'
import { errorOfCode } from './cluster.ts'
import type { Broker, WireRequest } from './cluster.ts'
import { BrokerError } from './errors.ts'
import { isolationLevels } from './log-record.ts'
import type { Isolation, TopicPartition } from './log-record.ts'
import { decodeRecordSet } from './record-batch.ts'
import type { AbortedTransaction, Chunk } from './record-batch.ts'
import { headRoom, wireBody, type WireBody } from './wire-body.ts'

export interface FetchTarget extends TopicPartition {
  readonly from: number
}

/** A partition's part of the answer: records, or the broker's error code. */
export type Fetched = TopicPartition & { readonly highWatermark: number } & (
  { readonly kind: 'chunk'; readonly chunk: Chunk } | { readonly kind: 'failed'; readonly errorCode: number })

export interface FetchOptions {
  readonly isolation: Isolation
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly maxBytesPerPartition: number
}

interface Body {
  readonly clientSideThrottleTime: number
  readonly payload: Buffer
}

/**
 * Asks one broker for what its partitions have from the given offsets on; waits up to maxWaitMs while all of them are empty.
 * Own request and decoder: the library's loses the position behind control records and empty batches, and leaks aborted records.
 */
export async function fetchFrom(broker: Broker, targets: readonly FetchTarget[], options: FetchOptions): Promise<Fetched[]> {
  const request: WireRequest<Fetched[]> = {
    request: { apiKey: 1, apiVersion: 11, apiName: 'Fetch', encode: async () => encodeRequest(targets, options) },
    response: {
      decode: async (payload: Buffer): Promise<Body> => ({ clientSideThrottleTime: payload.readInt32BE(0), payload }),
      parse: async (body: Body) => decodeResponse(body.payload, new Map(targets.map((each) => [`${each.topic}:${each.partition}`, each.from]))),
    },
    requestTimeout: options.maxWaitMs + 30_000,
  }
  try {
    return await broker.connectionPool.send(request)
  } catch (error) {
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect()
    throw error
  }
}

function encodeRequest(targets: readonly FetchTarget[], options: FetchOptions): WireBody {
  const topics = Map.groupBy(targets, (each) => each.topic)
  const names = [...topics.keys()].reduce((sum, name) => sum + Buffer.byteLength(name) + 6, 0)
  const out = Buffer.allocUnsafe(headRoom + 39 + names + targets.length * 28)
  let at = out.writeInt32BE(-1, headRoom)
  at = out.writeInt32BE(options.maxWaitMs, at)
  at = out.writeInt32BE(1, at)
  at = out.writeInt32BE(options.maxBytes, at)
  at = out.writeInt8(isolationLevels[options.isolation], at)
  at = out.writeInt32BE(0, at)
  at = out.writeInt32BE(-1, at)
  at = out.writeInt32BE(topics.size, at)
  for (const [topic, partitions] of topics) {
    at = out.writeInt16BE(Buffer.byteLength(topic), at)
    at += out.write(topic, at)
    at = out.writeInt32BE(partitions.length, at)
    for (const { partition, from } of partitions) {
      at = out.writeInt32BE(partition, at)
      at = out.writeInt32BE(-1, at)
      at = out.writeBigInt64BE(BigInt(from), at)
      at = out.writeBigInt64BE(-1n, at)
      at = out.writeInt32BE(options.maxBytesPerPartition, at)
    }
  }
  at = out.writeInt32BE(0, at)
  at = out.writeInt16BE(0, at)
  return wireBody(out, at)
}

function decodeResponse(payload: Buffer, from: ReadonlyMap<string, number>): Fetched[] {
  const reader = new ByteReader(payload, 4)
  const errorCode = reader.int16()
  if (errorCode !== 0) throw new BrokerError(errorOfCode(errorCode).type, true, 'reading from a broker')
  reader.int32()
  const fetched: Fetched[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let partitions = reader.int32(); partitions > 0; partitions--) fetched.push(decodePartition(reader, topic, from))
  }
  return fetched
}

function decodePartition(reader: ByteReader, topic: string, from: ReadonlyMap<string, number>): Fetched {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = reader.int64()
  reader.at += 16
  const aborted: AbortedTransaction[] = []
  for (let count = reader.int32(); count > 0; count--) aborted.push({ producerId: reader.int64(), firstOffset: reader.int64() })
  reader.at += 4
  const size = Math.max(0, reader.int32())
  const set = reader.buffer.subarray(reader.at, reader.at + size)
  reader.at += size
  if (errorCode !== 0) return { kind: 'failed', topic, partition, highWatermark, errorCode }
  return { kind: 'chunk', topic, partition, highWatermark, chunk: decodeRecordSet(set, from.get(`${topic}:${partition}`)!, aborted) }
}
