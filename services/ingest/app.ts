import { createGunzip } from 'node:zlib'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { contractType } from '../shared/avro/published.ts'
import { frame } from '../shared/avro/wire.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { partitionFor } from '../shared/kafka/partitioner.ts'
import type { Log } from '../shared/log.ts'
import { inputTopics, type InputTopic } from '../topology.ts'
import { fromHeaders, mediaTypes, type Item } from './body.ts'
import { contractOf, createIntake, type Intake, type Rejection } from './intake.ts'
import type { IngestMetrics } from './metrics.ts'
import { Full, LogAway, type Writer } from './ports.ts'

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
}

const maxItems = 10_000

/** The ingest service as a fastify instance that listens nowhere yet. */
export async function createApp({ writer, targets, metrics, log, maxBodyBytes }: AppParts): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: maxBodyBytes })
  answerProblems(app, log)
  app.removeAllContentTypeParsers()
  for (const [type, items] of Object.entries(mediaTypes)) app.addContentTypeParser(type, { parseAs: 'string' }, async (_: FastifyRequest, text: string) => items(text))
  app.addHook('preParsing', async (request, _, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload
    // The limit on the body is on what comes out.
    return Object.assign(payload.pipe(createGunzip()), { receivedEncodedLength: Number(request.headers['content-length'] ?? 0) })
  })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Customer experience: ingest', description: 'Events over HTTP, for those without Kafka. Errors are problem details (RFC 9457).', version: '1' } } })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  for (const topic of inputTopics) route(app, createIntake(topic), targets[topic], writer, metrics)
  return app
}

function route(app: FastifyInstance, intake: Intake, target: Target, writer: Writer, metrics: IngestMetrics): void {
  const type = contractType(contractOf(intake.topic))
  const bodyTypes = Object.keys(mediaTypes)
  app.post(`/v1/${intake.topic}`, {
    schema: {
      summary: `Events for ${intake.topic}`,
      description: `One event, an array, NDJSON, or CloudEvents 1.0 (structured, batched, binary), also gzipped. 202 when Kafka has acknowledged all accepted ones. An id that is left out is made, from the Idempotency-Key where there is one. Taken as ${bodyTypes.join(', ')}.`,
      headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 256 } } },
      consumes: ['application/json'],
      body: { anyOf: [intake.schema, { type: 'array', items: intake.schema }] },
      response: { 202: answerSchema, 400: answerSchema },
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

function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof Full) return problem(reply.header('retry-after', '1'), 429, 'too-many', 'Too much is waiting to be written', 'Send it again after Retry-After.')
    if (error instanceof LogAway) return problem(reply.header('retry-after', '2'), 503, 'log-away', 'Kafka did not acknowledge', 'Whether the events are in the log is not known. Send them again with the same ids or the same Idempotency-Key: they are scored once.')
    if (error.statusCode === 413) return problem(reply, 413, 'too-large', 'The request is too large', error.message)
    if (error.statusCode === 415) return problem(reply, 415, 'media-type', 'This content type is not read', `Send one of ${Object.keys(mediaTypes).join(', ')}.`)
    if (error instanceof SyntaxError || (error.statusCode ?? 500) < 500 || /^Z_|zlib|header check/i.test(`${error.code} ${error.message}`)) return problem(reply, 400, 'invalid-request', 'The request cannot be read', error.message)
    log.error({ event: 'http.failed', method: request.method, route: request.routeOptions.url, err: error }, 'Request failed')
    return problem(reply, 500, 'unexpected', 'Something went wrong here', 'The service\'s log has the details.')
  })
  app.setNotFoundHandler((request, reply) => problem(reply, 404, 'not-found', 'There is no such thing', `There is no ${request.method} ${request.url.split('?')[0]}. POST events to ${inputTopics.map((topic) => `/v1/${topic}`).join(', ')}.`))
}

/** RFC 9457. As bytes: to a text fastify would add a charset, which this media type does not have. */
const problem = (reply: FastifyReply, status: number, code: string, title: string, detail: string): FastifyReply =>
  reply.code(status).type('application/problem+json').serializer((body: unknown) => body as string).send(Buffer.from(JSON.stringify({ type: `/problems/${code}`, title, status, detail })))
