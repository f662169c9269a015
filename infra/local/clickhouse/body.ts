import { open } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { pipeline, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { decompressFrame } from 'lz4-napi'
import { createBlockDecoder } from './blocks.ts'
import { ClickHouseError } from './errors.ts'

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress, zstd: createZstdDecompress, lz4: createLz4Decompress,
}

const writeBytes = 256 * 1024
const writeParts = 1000

/** A request's body, decompressed and bounded: first its beginning, in which an INSERT's SQL ends, then the rest. */
export interface Body {
  /** The first bytes: at least `atLeast` of them, or all. */
  head(atLeast: number): Promise<Buffer>
  /** All bytes after `skip` of the head, as one buffer. */
  rest(skip: number): Promise<Buffer>
  /** Writes `before`, then all bytes after `skip` of the head, to a file. */
  save(file: string, skip: number, before: Buffer): Promise<void>
}

interface BodyOptions {
  /** After decompression. */
  readonly maxBytes: number
  /** Whether it comes in ClickHouse's own blocks. */
  readonly blocks: boolean
}

/** Opens the body of a request. Throws for an encoding that is not served: data is never passed over. */
export function openBody(request: IncomingMessage, { maxBytes, blocks }: BodyOptions): Body {
  const plain = decoded(request)
  const chunks = bounded(blocks ? pipeline(plain, createBlockDecoder(), () => undefined) : plain, maxBytes)[Symbol.asyncIterator]()
  let read: Buffer = Buffer.alloc(0)
  async function* after(skip: number): AsyncGenerator<Buffer> {
    if (skip < read.length) yield read.subarray(skip)
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return {
    async head(atLeast) {
      const parts = [read]
      for (let length = read.length; length < atLeast; ) {
        const next = await chunks.next()
        if (next.done) break
        parts.push(next.value)
        length += next.value.length
      }
      return (read = Buffer.concat(parts))
    },
    async rest(skip) {
      const parts: Buffer[] = []
      for await (const part of after(skip)) parts.push(part)
      return Buffer.concat(parts)
    },
    async save(file, skip, before) {
      const target = await open(file, 'w')
      try {
        let waiting = [before]
        let length = before.length
        const write = async () => {
          if (length > 0) await target.writev(waiting)
          waiting = []
          length = 0
        }
        // Clients send as little as a row a chunk.
        for await (const part of after(skip)) {
          waiting.push(part)
          length += part.length
          if (length >= writeBytes || waiting.length >= writeParts) await write()
        }
        await write()
      } finally {
        await target.close()
      }
    },
  }
}

/** LZ4 frames, as clickhouse-connect sends its inserts: taken apart as a whole. */
function createLz4Decompress(): Transform {
  const parts: Buffer[] = []
  return new Transform({
    transform(part: Buffer, _, done) {
      parts.push(part)
      done()
    },
    flush: (done) => void decompressFrame(Buffer.concat(parts)).then((whole) => done(null, whole), done),
  })
}

function decoded(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity' || encoding === '') return request
  const decoder = decoders[encoding]
  if (!decoder) throw new ClickHouseError(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not served here: send gzip, deflate, br, zstd, lz4 or none`)
  return pipeline(request, decoder(), () => undefined)
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let length = 0
  try {
    for await (const chunk of source) {
      length += chunk.length
      if (length > maxBytes) throw new ClickHouseError(229, 'QUERY_IS_TOO_LARGE', `The request's body has more than ${maxBytes} bytes. Send smaller batches`)
      yield chunk
    }
  } catch (error) {
    if (error instanceof ClickHouseError) throw error
    throw new ClickHouseError(354, 'ZLIB_INFLATE_FAILED', `The request's body cannot be read: ${error instanceof Error ? error.message : String(error)}`, 400)
  }
}
