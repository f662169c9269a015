import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Denial } from '../shared/access/requests.ts'
import type { Log } from '../shared/log.ts'
import { inputTopics } from '../topology.ts'
import { Full, LogAway } from './ports.ts'

/** A request that is not let through. */
export class Denied extends Error {
  readonly why: Denial

  constructor(why: Denial, detail: string) {
    super(detail)
    this.why = why
  }
}

/** A request that says something impossible of itself. */
export class Unreadable extends Error {
  readonly statusCode = 400
}

const denials = {
  unauthorised: { status: 401, title: 'It is not known who this is' }, forbidden: { status: 403, title: 'This is not allowed' }, 'rate-limited': { status: 429, title: 'Too many requests' },
} as const satisfies Record<Denial, object>

/** RFC 9457 for every error. */
export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof Denied) return problem(reply, denials[error.why].status, error.why, denials[error.why].title, error.message)
    if (error instanceof Full) return problem(reply.header('retry-after', '1'), 429, 'too-many', 'Too much is waiting to be written', 'Send it again after Retry-After.')
    if (error instanceof LogAway) return problem(reply.header('retry-after', '2'), 503, 'log-away', 'Kafka did not acknowledge', 'Whether the events are in the log is not known. Send them again with the same ids or the same Idempotency-Key: they are scored once.')
    if (error.statusCode === 413) return problem(reply, 413, 'too-large', 'The request is too large', error.message)
    if (error.statusCode === 415) return problem(reply, 415, 'media-type', 'This content type is not read', `Send ${(request.routeOptions.schema?.consumes ?? []).join(', ')}.`)
    if (error instanceof SyntaxError || (error.statusCode ?? 500) < 500 || /^Z_|zlib|header check/i.test(`${error.code} ${error.message}`)) return problem(reply, 400, 'invalid-request', 'The request cannot be read', error.message)
    log.error({ event: 'http.failed', method: request.method, route: request.routeOptions.url, err: error }, 'Request failed')
    return problem(reply, 500, 'unexpected', 'Something went wrong here', 'The service\'s log has the details.')
  })
  app.setNotFoundHandler((request, reply) => problem(reply, 404, 'not-found', 'There is no such thing', `There is no ${request.method} ${request.url.split('?')[0]}. POST events to ${inputTopics.map((topic) => `/v1/${topic}`).join(', ')}.`))
}

/** RFC 9457. As bytes: to a text fastify would add a charset, which this media type does not have. */
export const problem = (reply: FastifyReply, status: number, code: string, title: string, detail: string): FastifyReply =>
  reply.code(status).type('application/problem+json').serializer((body: unknown) => body as string).send(Buffer.from(JSON.stringify({ type: `/problems/${code}`, title, status, detail })))
