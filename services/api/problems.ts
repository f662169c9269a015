import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../shared/log.ts'
import { IssuerAway } from '../shared/access/oidc.ts'
import { RegistryAway } from '../shared/avro/registry.ts'
import { LogAway } from './live/ports.ts'
import { QueryFailed } from './ports.ts'

/** The closed list of what an answer other than 2xx means: its status and what the client can do. */
const problems = {
  'unauthorised': { status: 401, title: 'It is not known who this is' },
  'forbidden': { status: 403, title: 'This is not allowed' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'issuer-away': { status: 503, title: 'The issuer of the token does not answer: try again' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'conflict': { status: 409, title: 'That cannot be done as things are' },
  'registry-away': { status: 503, title: 'The schema registry does not answer: try again' },
  'too-large': { status: 413, title: 'The request is too large' },
  'path-too-long': { status: 414, title: 'The path is too long' },
  'too-costly': { status: 503, title: 'The query took too much time or memory: ask for less' },
  'log-away': { status: 503, title: 'Kafka does not answer: try again' },
  'database-away': { status: 503, title: 'The database does not answer: try again' },
  'unexpected': { status: 500, title: 'Something went wrong here' },
} as const
export type ProblemCode = keyof typeof problems

/** Ends a request with a problem; `detail` is for people. */
export class Problem extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.name = 'Problem'
    this.code = code
  }
}

/** RFC 9457 for every error: application/problem+json with type, title, status, detail and instance. What went wrong inside stays in the log. */
export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const { code, detail } = describe(error)
    if (problems[code].status >= 500) log.error({ event: 'http.failed', method: request.method, route: request.routeOptions.url, code, err: error }, 'Request failed')
    return send(reply, code, detail, request.url)
  })
  app.setNotFoundHandler((request, reply) => send(reply, 'not-found', `There is no ${request.method} ${pathOf(request.url)}. See /api/v1/accounts and /api/v1/alerts.`, request.url))
}

/** For fastify's `frameworkErrors`: a path that no route can be looked for with. */
export const answerUnroutable = (error: FastifyError, { url }: FastifyRequest, reply: FastifyReply): FastifyReply =>
  send(reply, error.statusCode === 414 ? 'path-too-long' : error.statusCode === 400 ? 'invalid-request' : 'unexpected', error.message, url)

function describe(error: FastifyError | Problem | QueryFailed | LogAway): { code: ProblemCode; detail: string } {
  if (error instanceof Problem) return { code: error.code, detail: error.message }
  if (error instanceof LogAway) return { code: 'log-away', detail: error.message }
  if (error instanceof RegistryAway) return { code: 'registry-away', detail: error.message }
  if (error instanceof IssuerAway) return { code: 'issuer-away', detail: error.message }
  if (error instanceof QueryFailed) return fromQuery[error.why]
  if (error.statusCode === 413) return { code: 'too-large', detail: error.message }
  if (error.validation || (error.statusCode ?? 500) < 500) return { code: 'invalid-request', detail: error.message }
  return { code: 'unexpected', detail: 'The service\'s log has the details.' }
}

const fromQuery = {
  away: { code: 'database-away', detail: 'ClickHouse does not answer.' },
  costly: { code: 'too-costly', detail: 'Narrow the filters or the time range.' },
  unexpected: { code: 'unexpected', detail: 'The service\'s log has the details.' },
} as const

function send(reply: FastifyReply, code: ProblemCode, detail: string, url: string): FastifyReply {
  const { status, title } = problems[code]
  if (status === 503) reply.header('retry-after', '1')
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, detail, instance: pathOf(url) })
  // As bytes: to a text fastify would add a charset, which this media type does not have.
  return reply.code(status).type('application/problem+json').send(Buffer.from(body))
}

const pathOf = (url: string): string => url.split('?')[0]!
