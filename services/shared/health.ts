import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from './log.ts'
import type { MetricsPage } from './metrics.ts'

export interface HealthOptions {
  /** Address that it listens on: 127.0.0.1 for this machine alone. */
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** What keeps the service from doing its work, for people; empty: it is ready. */
  missing(): readonly string[]
  readonly page: MetricsPage
  readonly log: Log
}

export interface HealthServer {
  readonly url: string
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const json = (status: number, body: unknown): Answer => ({ status, type: 'application/json', body: `${JSON.stringify(body)}\n` })

/** Serves `/health/live`, `/health/ready` (503 and what is missing) and `/metrics`. Rejects when the port is taken or the address is not this machine's. */
export async function serveHealth({ host, port, missing, page, log }: HealthOptions): Promise<HealthServer> {
  const answer = async (path: string | undefined): Promise<Answer> => {
    if (path === '/health/live') return json(200, { status: 'live' })
    if (path === '/health/ready') return missing().length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', missing: missing() })
    if (path === '/metrics') return { status: 200, type: page.contentType, body: await page.text() }
    return json(404, { paths: ['/health/live', '/health/ready', '/metrics'] })
  }
  const server = createServer((request, response) => {
    answer(request.url?.split('?')[0]).catch((error: unknown) => {
      log.error({ event: 'http.failed', err: error }, 'A health or metrics request failed')
      return json(500, { status: 'failed' })
    }).then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  log.info({ event: 'http.listening', url }, 'Health and metrics')
  return {
    url,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
