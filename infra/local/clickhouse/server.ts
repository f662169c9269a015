import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authenticate, type User } from './access.ts'
import { openBody } from './body.ts'
import type { Engine } from './engine.ts'
import { ClickHouseError, errorFrom } from './errors.ts'
import { execute } from './execute.ts'
import { readBlocks, readRequest } from './request.ts'
import { answer, answerError, commonHeaders } from './response.ts'
import { createRunningQueries } from './running.ts'
import { createSessions } from './sessions.ts'

export interface ServerOptions {
  readonly engine: Engine
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly users: readonly User[]
  /** Of a request's body, after decompression. */
  readonly maxBodyBytes: number
}

export interface RunningServer {
  readonly port: number
  /** Takes no more requests, lets those under way end, and ends the sessions. The engine stays open. */
  close(): Promise<void>
}

/** Longer than clients keep an idle connection (@clickhouse/client: 2.5 s), so that they are the ones to close it. */
const keepAliveMs = 10_000

/** Serves ClickHouse's HTTP interface. Rejects when the port is taken. */
export async function serve(options: ServerOptions): Promise<RunningServer> {
  const sessions = createSessions(options.engine.connect)
  const queries = createRunningQueries()
  const headers = Object.entries(commonHeaders(options.host))
  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 0 }, (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const url = URL.parse(request.url ?? '/', 'http://localhost')
    if (!url) return text(response, 400, 'Not an address.\n')
    if (!isQuery(request, url)) return fixedPage(url.pathname, response)
    void answerQuery(request, response, url.searchParams)
  })

  async function answerQuery(request: IncomingMessage, response: ServerResponse, url: URLSearchParams): Promise<void> {
    try {
      const user = authenticate(options.users, request.headers, url)
      const query = readRequest(request, url)
      const body = openBody(request, { maxBytes: options.maxBodyBytes, blocks: query.blocks.body })
      const gone = () => response.destroyed
      await answer(response, query, await execute({ engine: options.engine, sessions, queries, user, request: query, body, gone }))
    } catch (error) {
      await answerError(request, response, errorFrom(error), { version: options.engine.version, queryId: url.get('query_id'), blocks: readBlocks(url).response })
    }
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await closed
      sessions.closeAll()
    },
  }
}

/** `/` with a query in the URL or in a body; everything else is a page of fixed content. */
const isQuery = (request: IncomingMessage, url: URL): boolean =>
  ['/', '/query'].includes(url.pathname) && (request.method === 'POST' || url.searchParams.has('query'))

function fixedPage(path: string, response: ServerResponse): void {
  if (['/', '/ping', '/replicas_status'].includes(path)) return text(response, 200, 'Ok.\n')
  const error = new ClickHouseError(36, 'BAD_ARGUMENTS', `There is no handle ${path}. Use / for queries and /ping for health checks`)
  text(response, 404, error.message)
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8', 'Content-Length': String(Buffer.byteLength(body)) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
