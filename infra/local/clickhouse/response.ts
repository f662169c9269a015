import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, deflate, gzip, zstdCompress } from 'node:zlib'
import { toBlocks } from './blocks.ts'
import type { ClickHouseError } from './errors.ts'
import type { Answer } from './execute.ts'
import type { QueryRequest } from './request.ts'

const encoders = { gzip: promisify(gzip), deflate: promisify(deflate), br: promisify(brotliCompress), zstd: promisify(zstdCompress) }

/** Headers of every response. */
export function commonHeaders(displayName: string): Record<string, string> {
  return { 'X-ClickHouse-Server-Display-Name': displayName, 'X-ClickHouse-Timezone': 'UTC', 'Access-Control-Expose-Headers': 'X-ClickHouse-Query-Id,X-ClickHouse-Summary,X-ClickHouse-Server-Display-Name,X-ClickHouse-Format,X-ClickHouse-Timezone,X-ClickHouse-Exception-Code' }
}

/** Answers a statement that succeeded. */
export async function answer(response: ServerResponse, request: QueryRequest, result: Answer): Promise<void> {
  const plain = request.blocks.response ? await toBlocks(result.bytes) : Buffer.from(result.bytes.buffer, result.bytes.byteOffset, result.bytes.length)
  const encode = request.encoding && plain.length > 0 ? encoders[request.encoding] : null
  const bytes = encode ? await encode(plain) : plain
  response.writeHead(200, {
    'Content-Type': contentType(result.format),
    'Content-Length': String(bytes.length),
    ...(encode ? { 'Content-Encoding': request.encoding! } : {}),
    'X-ClickHouse-Query-Id': request.queryId,
    'X-ClickHouse-Format': result.format,
    'X-ClickHouse-Summary': summary(result),
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

export interface ErrorContext {
  /** The engine's. */
  readonly version: string
  readonly queryId: string | null
  /** Whether the client reads ClickHouse's own blocks. */
  readonly blocks: boolean
}

/** Answers an error. A body that was not read to its end makes the connection useless for a next request. */
export async function answerError(request: IncomingMessage, response: ServerResponse, error: ClickHouseError, { version, queryId, blocks }: ErrorContext): Promise<void> {
  if (response.headersSent || response.destroyed) return
  const text = Buffer.from(error.body(version))
  const body = blocks ? await toBlocks(text) : text
  response.writeHead(error.status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Length': String(body.length),
    'X-ClickHouse-Exception-Code': String(error.code),
    ...(queryId === null ? {} : { 'X-ClickHouse-Query-Id': queryId }),
    ...(request.complete ? {} : { Connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function summary({ rows, rowBytes, elapsedMs, inserted }: Answer): string {
  const [read, written] = inserted ? [0, rows] : [rows, 0]
  const [readBytes, writtenBytes] = inserted ? [0, rowBytes] : [rowBytes, 0]
  const figures = {
    read_rows: read, read_bytes: readBytes, written_rows: written, written_bytes: writtenBytes, total_rows_to_read: 0,
    result_rows: rows, result_bytes: rowBytes, elapsed_ns: Math.round(elapsedMs * 1e6),
  }
  return JSON.stringify(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, String(value)])))
}

function contentType(format: string): string {
  if (/^JSON.*EachRow|^NDJSON$|^JSONLines$/i.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (/^JSON/i.test(format)) return 'application/json; charset=UTF-8'
  if (/^(TSV|TabSeparated)/i.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  if (/^CSV/i.test(format)) return `text/csv; charset=UTF-8${/WithNames/i.test(format) ? '; header=present' : ''}`
  if (/^(Native|RowBinary|Parquet|ORC|Avro|Arrow|MsgPack|Protobuf|CapnProto|Npy|BSON)/i.test(format)) return 'application/octet-stream'
  return 'text/plain; charset=UTF-8'
}
