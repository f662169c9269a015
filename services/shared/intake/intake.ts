import { createHash, randomUUID } from 'node:crypto'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { identify } from '../../../core/events/identify.ts'
import { validate } from '../../../core/events/validate.ts'
import type { FailureCode } from '../../../core/failures.ts'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { EventKind, EventOf } from '../avro/published.ts'
import type { OutRecord } from '../kafka/log-record.ts'
import type { InputTopic } from '../../topology.ts'
import { momentOf } from '../time.ts'
import { contractOf, kinds } from './contracts.ts'
import { fromJson } from './from-json.ts'
import { jsonSchemaOf, timeForm, type JsonSchema } from './json-schema.ts'
import { recordOf, type Target } from './record.ts'
import type { Rejection } from './rejection.ts'

/** An item that is taken: its event, and the record that is written for it. */
export interface Taken {
  readonly eventId: string
  /** Whether its id was made here, and not by its sender. */
  readonly idMade: boolean
  readonly event: EventOf<EventKind>
  readonly record: OutRecord & { readonly value: Buffer }
}

/** What tells an item from all others of its topic, and is the same when it comes again: who sent it, and which of theirs it is. Goes through JSON. */
export type Origin = readonly unknown[]

/** What is taken in at one address. */
export interface Intake {
  readonly topic: InputTopic
  readonly schema: JsonSchema
  /** The field that tells its events apart. */
  readonly idField: 'eventId' | 'actionId'
  /** Judges one item. `origin` gives the id of an event that has none; null: a new one. `now`: epoch ms. */
  judge(item: unknown, origin: Origin | null, now: number): Taken | Rejection
}

/** The shipped model's `maxFutureSkew`; the enricher judges by the model in force, and has the last word. */
const maxFutureSkewMs = 5 * 60_000

/** The intake of a topic, whose records go to `target`. The JSON Schema, the conversion and the checks all come from its Avro contract. */
export function createIntake(topic: InputTopic, target: Target): Intake {
  const kind = kinds[topic]
  const avro = currentSchema(contractOf(topic))
  const idField = topic === 'alert-actions' ? 'actionId' : 'eventId'
  const full = jsonSchemaOf(avro)
  const schema = { ...full, required: (full['required'] as string[]).filter((name) => name !== idField) }
  const ajv = new Ajv2020({ strict: false, verbose: true })
  ajv.addFormat('date-time', (text: string) => momentOf(text) !== null)
  const fits: ValidateFunction = ajv.compile(schema)

  return {
    topic,
    schema,
    idField,
    judge(item, origin, now) {
      if (!fits(item)) return misfit(fits.errors!)
      const given = item as Readonly<Record<string, unknown>>
      const idMade = given[idField] === undefined
      const eventId = idMade ? idFor(topic, origin) : given[idField] as string
      const event = fromJson(avro, { ...given, [idField]: eventId }) as never
      const failure = (validate[kind] as (event: never, received: { timestamp: number; maxFutureSkewMs: number }) => { code: FailureCode; reason: string } | null)(event, { timestamp: now, maxFutureSkewMs })
      if (failure) return { code: failure.code, reason: failure.reason }
      const subject = identify(event)
      if (subject.kind === 'failed') return { code: subject.failure.code, reason: subject.failure.reason }
      const record = recordOf(topic, target, subject.id, event)
      return 'code' in record ? record : { eventId, idMade, event, record }
    },
  }
}

/** The same origin gives the same id, so what is sent again is scored once. With the topic, since an id is unique within the account over all of them. */
const idFor = (topic: InputTopic, origin: Origin | null): string =>
  origin === null ? randomUUID() : `made-${createHash('sha256').update(JSON.stringify([topic, ...origin])).digest('hex').slice(0, 32)}`

function misfit(errors: readonly ErrorObject[]): Rejection {
  // Of a union the branch that is meant says more than that none fits.
  const error = errors.find(({ keyword, message }) => keyword !== 'anyOf' && message !== 'must be null') ?? errors[0]!
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  return { code: error.keyword === 'enum' ? 'enum.unknown' : 'json.invalid', reason: [path, faultIn(error)].filter(Boolean).join(' ') }
}

/** What is wrong with the value at an error's path. */
function faultIn({ keyword, message, params, data, parentSchema, propertyName }: ErrorObject): string {
  if (parentSchema?.['format'] === 'date-time') return `is ${typeof data === 'object' && data !== null ? 'an object' : String(data).slice(0, 50)}, which is no time: ${timeForm}`
  if (propertyName !== undefined) return `has the key ${propertyName}, which no event may have`
  if (keyword === 'additionalProperties') return `has no field ${(params as { additionalProperty: string }).additionalProperty}`
  return keyword === 'enum' ? `${message}: ${(params as { allowedValues: string[] }).allowedValues.join(', ')}` : message!
}
