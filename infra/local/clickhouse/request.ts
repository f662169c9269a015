import type { IncomingMessage } from 'node:http'
import { randomUUID } from 'node:crypto'
import { ClickHouseError } from './errors.ts'

/** What a request says besides its SQL and data. */
export interface QueryRequest {
  readonly method: string
  readonly queryId: string
  /** SQL in the URL, or empty. */
  readonly query: string
  readonly database: string | null
  readonly defaultFormat: string | null
  readonly session: { readonly id: string; readonly timeoutMs: number; readonly mustExist: boolean } | null
  /** `param_x` by `x`, as they came. */
  readonly parameters: ReadonlyMap<string, string>
  readonly settings: ReadonlyMap<string, string>
  /** Encoding of the response, where the request asks for one. */
  readonly encoding: 'gzip' | 'deflate' | 'br' | 'zstd' | null
  /** Whether the response shall come in ClickHouse's own blocks, and whether the body does. */
  readonly blocks: { readonly response: boolean; readonly body: boolean }
  readonly url: URLSearchParams
}

/** Parameters of the HTTP interface itself; all others are settings of the engine. */
const reserved = new Set([
  'query', 'query_id', 'database', 'default_format', 'session_id', 'session_timeout', 'session_check', 'close_session', 'user', 'password', 'quota_key',
  'role', 'compress', 'decompress', 'buffer_size', 'wait_end_of_query', 'stacktrace', 'enable_http_compression', 'client_protocol_version',
])
const unserved: Readonly<Record<string, string>> = {
  role: 'there are no roles here',
}
const encodings = ['gzip', 'zstd', 'br', 'deflate'] as const
const sessionSeconds = { default: 60, most: 3600 }

/** Reads URL and headers. Throws for what this server does not serve: nothing that a client asks for is passed over in silence. */
export function readRequest(request: IncomingMessage, url: URLSearchParams): QueryRequest {
  for (const [name, why] of Object.entries(unserved)) {
    if (!['', '0', null].includes(url.get(name))) throw new ClickHouseError(48, 'NOT_IMPLEMENTED', why)
  }
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw new ClickHouseError(48, 'NOT_IMPLEMENTED', 'Multipart bodies, with external data or parameters, are not served here: send parameters in the URL, and put data into a temporary table of a session')
  }
  const header = (name: string) => (request.headers[name] === undefined ? null : String(request.headers[name]))
  return {
    method: request.method ?? 'GET',
    queryId: url.get('query_id') || randomUUID(),
    query: url.getAll('query').join(''),
    database: url.get('database') ?? header('x-clickhouse-database'),
    defaultFormat: url.get('default_format') ?? header('x-clickhouse-format'),
    session: readSession(url),
    parameters: new Map([...url].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), value])),
    settings: new Map([...url].filter(([name]) => !reserved.has(name) && !name.startsWith('param_'))),
    encoding: url.get('enable_http_compression') === '1' ? acceptable(request.headers['accept-encoding']) : null,
    blocks: readBlocks(url),
    url,
  }
}

/** An answer to what could not be read otherwise, an error, comes in blocks as well. */
export const readBlocks = (url: URLSearchParams): QueryRequest['blocks'] => ({ response: isOn(url, 'compress'), body: isOn(url, 'decompress') })

const isOn = (url: URLSearchParams, name: string): boolean => !['', '0', 'false', null].includes(url.get(name))

function readSession(url: URLSearchParams): QueryRequest['session'] {
  const id = url.get('session_id')
  if (!id) return null
  const seconds = Number(url.get('session_timeout') ?? sessionSeconds.default)
  if (!(seconds > 0 && seconds <= sessionSeconds.most)) {
    throw new ClickHouseError(374, 'INVALID_SESSION_TIMEOUT', `Invalid session timeout: it must be from 1 to ${sessionSeconds.most} seconds`, 400)
  }
  return { id, timeoutMs: seconds * 1000, mustExist: url.get('session_check') === '1' }
}

function acceptable(header: string | string[] | undefined): QueryRequest['encoding'] {
  const offered = String(header ?? '').toLowerCase().split(',').map((each) => each.split(';')[0]!.trim())
  return encodings.find((encoding) => offered.includes(encoding)) ?? null
}
