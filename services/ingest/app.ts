import { createGunzip } from 'node:zlib'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Guard } from '../shared/access/guard.ts'
import { protect } from '../shared/access/requests.ts'
import { answerBrokenRequest } from '../shared/broken-requests.ts'
import type { Target } from '../shared/intake/record.ts'
import type { Log } from '../shared/log.ts'
import { withProblems } from '../shared/openapi.ts'
import type { InputTopic } from '../topology.ts'
import { mediaTypes } from './body.ts'
import { eventRoutes } from './event-routes.ts'
import { hookRoutes } from './hook-routes.ts'
import type { Hook } from './hooks.ts'
import type { IngestMetrics } from './metrics.ts'
import type { Writer } from './ports.ts'
import { answerProblems, Denied, problem } from './problems.ts'

export interface AppParts {
  readonly writer: Writer
  readonly targets: Readonly<Record<InputTopic, Target>>
  readonly metrics: IngestMetrics
  readonly log: Log
  readonly maxBodyBytes: number
  readonly guard: Guard
  readonly hooks: ReadonlyMap<string, Hook>
  /** Requests a minute and caller. */
  readonly perMinute: number
  /** Whose X-Forwarded-… are believed; default: nobody's. */
  readonly trustedProxies?: readonly string[]
}

/** The ingest service as a fastify instance that listens nowhere yet. */
export async function createApp({ writer, targets, metrics, log, maxBodyBytes, guard, hooks, perMinute, trustedProxies = [] }: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: maxBodyBytes, trustProxy: trustedProxies.length > 0 && [...trustedProxies], clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _, reply) => problem(reply, error.statusCode ?? 400, 'invalid-request', 'The request cannot be read', error.message),
  })
  answerProblems(app, log)
  app.removeAllContentTypeParsers()
  for (const [type, items] of Object.entries(mediaTypes)) app.addContentTypeParser(type, { parseAs: 'string' }, async (_: FastifyRequest, text: string) => items(text))
  app.addHook('preParsing', async (request, _, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload
    // The limit on the body is on what comes out.
    return Object.assign(payload.pipe(createGunzip()), { receivedEncodedLength: Number(request.headers['content-length'] ?? 0) })
  })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Customer experience: ingest', description: 'Events over HTTP, for those without Kafka. Errors are problem details (RFC 9457).', version: '1' }, components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'an API key: cx keys create' } } }, security: [{ bearer: [] }, {}] }, transform: withProblems as never })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  await app.register(async (scope) => {
    await protect(scope, { guard, perMinute, deny: (why, detail) => new Denied(why, detail) })
    eventRoutes(scope, { targets, writer, metrics })
  })
  await app.register(async (scope) => hookRoutes(scope, { hooks, targets, writer, guard, metrics, perMinute }))
  return app
}
