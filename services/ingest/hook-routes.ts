import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { maySend } from '../shared/access/caller.ts'
import type { Guard } from '../shared/access/guard.ts'
import { openDoor, tooMany } from '../shared/access/requests.ts'
import { createIntake } from '../shared/intake/intake.ts'
import { applyMapping } from '../shared/intake/mapping.ts'
import type { Target } from '../shared/intake/record.ts'
import type { InputTopic } from '../topology.ts'
import { accessTo, asSent } from './access.ts'
import { hooksSchema } from './described.ts'
import { isSigned, type Hook } from './hooks.ts'
import type { IngestMetrics } from './metrics.ts'
import type { Writer } from './ports.ts'
import { Denied, problem } from './problems.ts'

export interface HookParts {
  readonly hooks: ReadonlyMap<string, Hook>
  readonly targets: Readonly<Record<InputTopic, Target>>
  readonly writer: Writer
  readonly guard: Guard
  readonly metrics: IngestMetrics
  /** Requests a minute, address and webhook. */
  readonly perMinute: number
}

/** `application/json`, and types such as `application/vnd.api+json`. */
const json = /^application\/(?:[\w.+-]+\+)?json(?:;|$)/

/**
 * POST /v1/webhooks/{name}: what other tools send, mapped to events. They come in by the signature that the tool makes, or by an API key where the tool can send one, as at any other
 * route. A document that the mapping is not for is taken and says nothing: a tool that is refused sends it again for days, or gives up for good.
 */
export async function hookRoutes(app: FastifyInstance, { hooks, targets, writer, guard, metrics, perMinute }: HookParts): Promise<void> {
  const intakes = new Map([...hooks.values()].map(({ mapping }) => [mapping.topic, createIntake(mapping.topic, targets[mapping.topic])]))
  await limitRate(app, perMinute)
  const door = openDoor(app, { guard, deny: (why, detail) => new Denied(why, detail) })
  // Of other types a browser sends whatever a page of another site tells it to, without asking. As a text, since it is the bytes that are signed.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(json, { parseAs: 'string' }, async (_: unknown, body: string) => body)
  app.post<{ Params: { name: string } }>('/v1/webhooks/:name', {
    config: { access: 'anybody' },
    schema: hooksSchema([...hooks.keys()]),
    validatorCompiler: () => () => true,
    onRequest: async (request, reply) => {
      const hook = hooks.get(request.params.name)
      if (hook?.secret === null) await door.admit(request, reply, accessTo(hook.mapping.topic))
    },
  }, async (request, reply) => {
    const hook = hooks.get(request.params.name)
    const body = String(request.body ?? '')
    if (hook === undefined) return problem(reply, 404, 'not-found', 'There is no such thing', `There is no webhook ${request.params.name}; there are ${[...hooks.keys()].join(', ')}.`)
    if (hook.secret !== null && !isSigned(hook, request.headers, body, Date.now())) return door.turnAway(request, reply, `The signature is not that of ${hook.name}.`)
    const caller = hook.secret === null ? request.caller : null
    const { topic } = hook.mapping
    const mapped = applyMapping(hook.mapping, JSON.parse(body))
    if (mapped === null) return reply.code(202).send({ accepted: 0, eventIds: [] })
    const judged = 'code' in mapped ? mapped : intakes.get(topic)!.judge(caller === null ? mapped.event : asSent(topic, caller, mapped.event), null, Date.now())
    if ('code' in judged) {
      metrics.rejected(topic, judged.code)
      return problem(reply, 400, 'invalid-request', 'What the mapping makes of it is no valid event', `${judged.code}: ${judged.reason}`)
    }
    if (caller !== null && 'source' in judged.event && !maySend(caller, judged.event.source)) throw new Denied('forbidden', `${caller.name} may not send events of the source ${judged.event.source}.`)
    await writer.write([judged.record], judged.record.value.length)
    metrics.taken(topic, 1)
    return reply.code(202).send({ accepted: 1, eventIds: [judged.eventId] })
  })
}

const limitRate = async (app: FastifyInstance, perMinute: number): Promise<void> => void await app.register(rateLimit, {
  max: perMinute, timeWindow: 60_000, keyGenerator: ({ ip, params }) => `${(params as { name: string }).name} ${ip}`,
  errorResponseBuilder: (_, context) => new Denied('rate-limited', tooMany(context)),
})
