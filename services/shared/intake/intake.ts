import { createHash, randomUUID } from 'node:crypto'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { identify } from '../../../core/events/identify.ts'
import { validate } from '../../../core/events/validate.ts'
import type { FailureCode } from '../../../core/failures.ts'
import { currentSchema } from '../../../schemas/contracts.ts'
import { eventContracts, type EventKind, type EventOf } from '../avro/published.ts'
import type { InputTopic } from '../../topology.ts'
import { fromJson } from './from-json.ts'
import { jsonSchemaOf, type JsonSchema } from './json-schema.ts'

/** `json.invalid`: not the JSON that the contract asks for; `source.not-allowed`: the key is for other sources; the others as the failed events have them. */
export type RejectionCode = FailureCode | 'json.invalid' | 'source.not-allowed'

/** Why one item of a request was not taken. */
export interface Rejection {
  readonly code: RejectionCode
  readonly reason: string
}

/** An item that is taken: its event, and whose it is, which is its key. */
export interface Taken {
  readonly eventId: string
  readonly key: string
  readonly event: EventOf<EventKind>
}

/** What is taken in at one address. */
export interface Intake {
  readonly topic: InputTopic
  readonly schema: JsonSchema
  /** Judges one item, `index` in its request; `idempotencyKey` and `index` give the id of an event that has none. `now`: epoch ms. */
  judge(item: unknown, index: number, idempotencyKey: string | null, now: number): Taken | Rejection
}

/** What the events of each input topic are. */
const kinds = { touchpoints: 'TOUCH_POINT', surveys: 'SURVEY', crm: 'ACCOUNT', 'alert-actions': 'ACTION' } as const satisfies Record<InputTopic, EventKind>
/** The contract of the events of an input topic. */
export const contractOf = (topic: InputTopic) => eventContracts[kinds[topic]]

/** The shipped model's `maxFutureSkew`; the enricher judges by the model in force, and has the last word. */
const maxFutureSkewMs = 5 * 60_000

/** The intake of a topic. The JSON Schema, the conversion and the checks all come from its Avro contract. */
export function createIntake(topic: InputTopic): Intake {
  const kind = kinds[topic]
  const avro = currentSchema(contractOf(topic))
  const idField = topic === 'alert-actions' ? 'actionId' : 'eventId'
  const full = jsonSchemaOf(avro)
  const schema = { ...full, required: (full['required'] as string[]).filter((name) => name !== idField) }
  const ajv = new Ajv2020({ strict: false })
  ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\dT/.test(text) && Number.isFinite(Date.parse(text)))
  const fits: ValidateFunction = ajv.compile(schema)

  return {
    topic,
    schema,
    judge(item, index, idempotencyKey, now) {
      if (!fits(item)) return misfit(fits.errors!)
      const given = item as Readonly<Record<string, unknown>>
      const eventId = (given[idField] as string | undefined) ?? idFor(idempotencyKey, index)
      const event = fromJson(avro, { ...given, [idField]: eventId }) as never
      const failure = (validate[kind] as (event: never, received: { timestamp: number; maxFutureSkewMs: number }) => { code: FailureCode; reason: string } | null)(event, { timestamp: now, maxFutureSkewMs })
      if (failure) return { code: failure.code, reason: failure.reason }
      const subject = identify(event)
      if (subject.kind === 'failed') return { code: subject.failure.code, reason: subject.failure.reason }
      return { eventId, key: subject.id, event }
    },
  }
}

/** The same key and place in the request give the same id, so a request that is repeated is scored once. */
const idFor = (key: string | null, index: number): string =>
  key === null ? randomUUID() : `http-${createHash('sha256').update(`${key}\n${index}`).digest('hex').slice(0, 32)}`

function misfit(errors: readonly ErrorObject[]): Rejection {
  // Of a union the branch that is meant says more than that none fits.
  const error = errors.find(({ keyword, message }) => keyword !== 'anyOf' && message !== 'must be null') ?? errors[0]!
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const field = (error.params as { additionalProperty?: string }).additionalProperty
  const reason = [path, field === undefined ? error.message : `has no field ${field}`].filter(Boolean).join(' ')
  return { code: error.keyword === 'enum' ? 'enum.unknown' : 'json.invalid', reason: error.keyword === 'enum' ? `${reason}: ${(error.params as { allowedValues: string[] }).allowedValues.join(', ')}` : reason }
}
