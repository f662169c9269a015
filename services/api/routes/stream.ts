import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { atLeast } from '../../shared/access/caller.ts'
import type { Guard } from '../../shared/access/guard.ts'
import { credentialsOf } from '../../shared/access/requests.ts'
import type { Log } from '../../shared/log.ts'
import type { AlertFeed, Positions } from '../live/ports.ts'
import { stepOf } from '../live/step.ts'
import { Problem } from '../problems.ts'
import { query } from './schema.ts'

/** A client that reads so much slower than alerts come is let go; it comes back with its Last-Event-ID. */
const maxBufferedBytes = 4 * 1024 * 1024

/** An event's id: where to go on in each partition of the alert topic. */
const idOf = (positions: Positions): string => positions.join('.')

function positionsOf(id: string): Positions {
  const positions = id.split('.').map(Number)
  if (/^\d+(\.\d+)*$/.test(id) && positions.every(Number.isSafeInteger)) return positions
  throw new Problem('invalid-request', 'Last-Event-ID is not one that this stream gave: begin without it.')
}

/** GET /alerts/stream: server-sent events. The heartbeat is an event, since a browser keeps comments to itself: a page could not tell silence from a dead connection. Who may listen is asked again with each heartbeat: a key may be revoked, a token run out. */
export function streamRoutes(app: FastifyInstance, feed: AlertFeed, guard: Guard, log: Log, heartbeatMs = 15_000): void {
  const open = new Set<AbortController>()
  app.addHook('preClose', async () => open.forEach((each) => each.abort()))

  app.get<{ Querystring: { lastEventId?: string } }>('/alerts/stream', {
    // A HEAD would not end either, and say nothing.
    exposeHeadRoute: false,
    schema: {
      summary: 'Steps of alerts as they happen, as server-sent events',
      description: 'First the event `ready`: a list that is read after it misses nothing that the stream does not bring. Then `alert`, with a step as its data; steps can come twice, (alertId, sequence) tells; and every 15 s `heartbeat`: a stream that brings nothing for much longer is dead. '
        + 'Whoever comes back with the Last-Event-ID gets all that happened in between; where the log does not have that any more, `reset` comes before `ready`: forget what is known, and read the list anew.',
      querystring: query({ lastEventId: { type: 'string', maxLength: 4096, description: 'as the header Last-Event-ID, for clients that cannot set it' } }),
      produces: ['text/event-stream'],
    },
  }, async (request, reply) => {
    const id = request.headers['last-event-id'] ?? request.query.lastEventId
    const asked = id === undefined || id === '' ? null : positionsOf(String(id))
    const isHeld = asked !== null && await feed.holds(asked)
    const from = isHeld ? asked : await feed.storedUntil()
    const ending = new AbortController()
    open.add(ending)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    const send = sender(raw, ending)
    if (asked !== null && !isHeld) send('event: reset\ndata: {}\n\n')
    send(`retry: 1000\nid: ${idOf(from)}\nevent: ready\ndata: {}\n\n`)
    const heart = setInterval(() => {
      send('event: heartbeat\ndata: {}\n\n')
      // An issuer that is away says nothing against anybody.
      guard.identify(credentialsOf(request)).then((caller) => { if (caller === null || !atLeast(caller, 'viewer')) ending.abort() }, () => {})
    }, heartbeatMs)
    raw.on('close', () => ending.abort())
    try {
      await feed.subscribe(from, ending.signal, (step, positions) => send(`id: ${idOf(positions)}\nevent: alert\ndata: ${JSON.stringify(stepOf(step))}\n\n`))
    } catch (error) {
      log.error({ event: 'http.failed', method: 'GET', route: '/api/v1/alerts/stream', err: error }, 'Request failed')
    } finally {
      clearInterval(heart)
      open.delete(ending)
      raw.end()
    }
  })
}

function sender(raw: ServerResponse, ending: AbortController): (text: string) => void {
  return (text) => {
    if (ending.signal.aborted) return
    raw.write(text)
    if (raw.writableLength > maxBufferedBytes) ending.abort()
  }
}
