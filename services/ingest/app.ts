import { createGunzip } from 'node:zlib'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import { maySend } from '../shared/access/caller.ts'
import type { Guard } from '../shared/access/guard.ts'
import { protect } from '../shared/access/requests.ts'
import { contractType } from '../shared/avro/published.ts'
import { frame } from '../shared/avro/wire.ts'
import { answerBrokenRequest } from '../shared/broken-requests.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import type { Log } from '../shared/log.ts'
import { problemSchema, withProblems } from '../shared/openapi.ts'
import { inputTopics, type InputTopic } from '../topology.ts'
import { fromHeaders, mediaTypes, type Item } from './body.ts'
import { contractOf, createIntake, type Intake, type Rejection } from '../shared/intake/intake.ts'
import { hookRoutes } from './hook-routes.ts'
import type { Hook } from './hooks.ts'
import type { IngestMetrics } from './metrics.ts'
import type { Writer } from './ports.ts'
import { answerProblems, Denied, problem } from './problems.ts'

/** A topic as it exists. */
export interface Target {
  readonly topic: string
  readonly partitions: number
  readonly schemaId: number
}

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

const maxItems = 10_000

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
    for (const topic of inputTopics) route(scope, createIntake(topic), targets[topic], writer, metrics)
  })
  await app.register(async (scope) => hookRoutes(scope, { hooks, targets, writer, guard, metrics, perMinute }))
  return app
}

function route(app: FastifyInstance, intake: Intake, target: Target, writer: Writer, metrics: IngestMetrics): void {
  const type = contractType(contractOf(intake.topic))
  const bodyTypes = Object.keys(mediaTypes)
  app.post(`/v1/${intake.topic}`, {
    // Whoever is known may send the events of its sources; alerts are acted on by people.
    config: { access: intake.topic === 'alert-actions' ? 'operator' : 'anybody' },
    schema: {
      summary: `Events for ${intake.topic}`,
      description: `One event, an array, NDJSON, or CloudEvents 1.0 (structured, batched, binary), also gzipped. 202 when Kafka has acknowledged all accepted ones. An id that is left out is made, from the Idempotency-Key where there is one. Taken as ${bodyTypes.join(', ')}.`,
      headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 256 } } },
      consumes: ['application/json'],
      body: { anyOf: [intake.schema, { type: 'array', items: intake.schema }] },
      response: {
        202: answerSchema,
        400: { description: 'None was acceptable, or the request cannot be read', content: { 'application/json': { schema: answerSchema }, 'application/problem+json': { schema: problemSchema } } },
      },
    },
    // Items are judged one by one, each with its own answer.
    validatorCompiler: () => () => true,
  }, async (request, reply) => {
    const items = (request.body ?? []) as Item[]
    if (items.length > maxItems) return problem(reply, 413, 'too-large', 'Too many events', `${items.length} events; ${maxItems} are allowed in a request.`)
    const { records, bytes, rejected, ids } = judgeAll(request, items)
    if (records.length > 0) await writer.write(records, bytes)
    metrics.taken(intake.topic, records.length)
    for (const { code } of rejected) metrics.rejected(intake.topic, code)
    return reply.code(records.length > 0 ? 202 : 400).send({ accepted: records.length, rejected, eventIds: ids })
  })

  function judgeAll(request: FastifyRequest, items: readonly Item[]) {
    const key = (request.headers['idempotency-key'] as string | undefined) ?? null
    const now = Date.now()
    const records: OutRecord[] = []
    const rejected: (Rejection & { index: number })[] = []
    const ids: string[] = []
    let bytes = 0
    for (const [index, each] of items.entries()) {
      const item = fromHeaders(each, request.headers)
      const judged = 'broken' in item ? { code: 'json.invalid', reason: item.broken } as const : intake.judge(item.value, index, key, now)
      if ('code' in judged) {
        rejected.push({ index, ...judged })
        continue
      }
      if ('source' in judged.event && !maySend(request.caller, judged.event.source)) {
        rejected.push({ index, code: 'source.not-allowed', reason: `${request.caller.name} may not send events of the source ${judged.event.source}` })
        continue
      }
      const value = frame(target.schemaId, type, judged.event)
      bytes += value.length
      ids.push(judged.eventId)
      records.push({ topic: target.topic, partition: partitionFor(judged.key, target.partitions), key: judged.key, value })
    }
    return { records, bytes, rejected, ids }
  }
}

const answerSchema = {
  type: 'object', required: ['accepted', 'rejected', 'eventIds'],
  properties: {
    accepted: { type: 'integer' },
    rejected: { type: 'array', items: { type: 'object', required: ['index', 'code', 'reason'], properties: { index: { type: 'integer' }, code: { type: 'string' }, reason: { type: 'string' } } } },
    eventIds: { type: 'array', items: { type: 'string' }, description: 'of the accepted ones, in their order' },
  },
} as const
