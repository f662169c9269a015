import type { FastifyInstance, FastifyRequest } from 'fastify'
import { maySend, type Caller } from '../shared/access/caller.ts'
import { createIntake, type Intake, type Origin, type Taken } from '../shared/intake/intake.ts'
import type { Target } from '../shared/intake/record.ts'
import type { Rejection } from '../shared/intake/rejection.ts'
import { inputTopics, type InputTopic } from '../topology.ts'
import { accessTo, asSent } from './access.ts'
import type { Item } from './body.ts'
import { readBinary, withEnvelope } from './cloud-event.ts'
import { eventsSchema } from './described.ts'
import { createKeyMemory, idempotencyKeyOf } from './idempotency.ts'
import type { IngestMetrics } from './metrics.ts'
import type { Writer } from './ports.ts'
import { problem } from './problems.ts'

export interface EventParts {
  readonly targets: Readonly<Record<InputTopic, Target>>
  readonly writer: Writer
  readonly metrics: IngestMetrics
}

const maxItems = 10_000

/** POST /v1/{topic}: events of the input topics. Items are judged one by one, each with its own answer. */
export function eventRoutes(app: FastifyInstance, { targets, writer, metrics }: EventParts): void {
  const memory = createKeyMemory()
  for (const topic of inputTopics) {
    const intake = createIntake(topic, targets[topic])
    app.post(`/v1/${topic}`, {
      config: { access: accessTo(topic) },
      schema: eventsSchema(intake),
      // What is wrong with one item is said of that item alone.
      validatorCompiler: () => () => true,
    }, async (request, reply) => {
      const items = (request.body ?? []) as Item[]
      if (items.length > maxItems) return problem(reply, 413, 'too-large', 'Too many events', `${items.length} events; ${maxItems} are allowed in a request.`)
      const key = idempotencyKeyOf(request.headers)
      const { taken, rejected } = judgeAll(intake, request, items, key)
      const reusing = key === null ? [] : memory.reusing(taken)
      if (reusing.length > 0) return problem(reply, 422, 'key-reused', 'The Idempotency-Key was used for other events', `Of this request nothing is written: ${reusing.length} of its events would be taken for those that this key was used for, and be lost. Send other events with a key of their own.`)
      const records = taken.map(({ record }) => record)
      if (records.length > 0) await writer.write(records, records.reduce((bytes, { value }) => bytes + value.length, 0))
      if (key !== null) memory.written(taken)
      metrics.taken(topic, records.length)
      for (const { code } of rejected) metrics.rejected(topic, code)
      return reply.code(records.length > 0 ? 202 : 400).send({ accepted: records.length, rejected, eventIds: taken.map(({ eventId }) => eventId) })
    })
  }
}

function judgeAll(intake: Intake, request: FastifyRequest, given: readonly Item[], key: string | null): { readonly taken: Taken[]; readonly rejected: (Rejection & { readonly index: number })[] } {
  const now = Date.now()
  const taken: Taken[] = []
  const rejected: (Rejection & { index: number })[] = []
  for (const [index, item] of inEnvelopes(given, request).entries()) {
    const judged = judgeOne(intake, request.caller, item, key === null ? null : [request.caller.id, key, index], now)
    if ('code' in judged) rejected.push({ index, ...judged })
    else taken.push(judged)
  }
  return { taken, rejected }
}

/** The items, with the envelope that stands in the headers where they are a CloudEvent in binary mode. */
function inEnvelopes(items: readonly Item[], { headers }: FastifyRequest): readonly Item[] {
  const envelope = headers['content-type']?.toLowerCase().startsWith('application/cloudevents') ? null : readBinary(headers)
  if (envelope === null) return items
  if ('broken' in envelope) return items.map(() => envelope)
  if (items.length > 1) return items.map(() => ({ broken: 'the headers ce-… are of one event, and these are several; send those as application/cloudevents-batch+json' }))
  return items.map((item) => ('broken' in item ? item : { ...item, envelope }))
}

function judgeOne(intake: Intake, caller: Caller, item: Item, origin: Origin | null, now: number): Taken | Rejection {
  if ('broken' in item) return { code: 'json.invalid', reason: item.broken }
  const judged = intake.judge(asSent(intake.topic, caller, withEnvelope(item, intake)), origin, now)
  if ('code' in judged || !('source' in judged.event) || maySend(caller, judged.event.source)) return judged
  return { code: 'source.not-allowed', reason: `${caller.name} may not send events of the source ${judged.event.source}` }
}
