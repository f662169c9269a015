import type { Intake } from '../shared/intake/intake.ts'
import type { JsonSchema } from '../shared/intake/json-schema.ts'
import { problemSchema } from '../shared/openapi.ts'
import { mediaTypes, type MediaType } from './body.ts'
import { maxKeyLength } from './idempotency.ts'

const answer = {
  type: 'object', required: ['accepted', 'rejected', 'eventIds'],
  properties: {
    accepted: { type: 'integer' },
    rejected: { type: 'array', items: { type: 'object', required: ['index', 'code', 'reason'], properties: { index: { type: 'integer' }, code: { type: 'string' }, reason: { type: 'string' } } } },
    eventIds: { type: 'array', items: { type: 'string' }, description: 'of the accepted ones, in their order' },
  },
} as const

const text = { type: 'string', minLength: 1 } as const

/** A CloudEvent around an event; what the envelope says the event may leave out. */
const cloudEvent = (event: JsonSchema): JsonSchema => ({
  type: 'object', required: ['specversion', 'id', 'source', 'type'], oneOf: [{ required: ['data'] }, { required: ['data_base64'] }],
  properties: {
    specversion: { const: '1.0' }, id: text, source: text, type: text, time: { type: 'string', format: 'date-time' },
    data: { ...event, required: (event['required'] as string[]).filter((name) => name !== 'source' && name !== 'occurredAt') },
    data_base64: { type: 'string', contentEncoding: 'base64', description: 'in place of data: the event as JSON' },
    datacontenttype: { type: 'string', default: 'application/json' },
  },
})

/** How the body looks in each media type that is read. */
function bodies(event: JsonSchema): Readonly<Record<MediaType, { readonly schema: JsonSchema }>> {
  const lines = { schema: { type: 'string', description: 'one event a line, as in application/json' } }
  return {
    'application/json': { schema: { anyOf: [event, { type: 'array', items: event }] } },
    'application/x-ndjson': lines,
    'application/ndjson': lines,
    'application/cloudevents+json': { schema: cloudEvent(event) },
    'application/cloudevents-batch+json': { schema: { type: 'array', items: cloudEvent(event) } },
  }
}

/** How OpenAPI describes the route of a topic. */
export const eventsSchema = ({ topic, schema }: Intake) => ({
  summary: `Events for ${topic}`,
  description: 'One event, an array, NDJSON, or CloudEvents 1.0 (structured, batched, binary), also gzipped. 202 when Kafka has acknowledged all accepted ones. An id that is left out is made, from the Idempotency-Key where there is one: with the same events it is a retry, with others 422 as long as this process remembers it.'
    + (topic === 'alert-actions' ? ' Where callers are asked who they are, `by` is the caller\'s name, whatever it says, and may be left out.' : ''),
  headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: maxKeyLength } } },
  consumes: Object.keys(mediaTypes),
  body: { content: bodies(schema) },
  response: {
    202: answer,
    400: { description: 'None was acceptable, or the request cannot be read', content: { 'application/json': { schema: answer }, 'application/problem+json': { schema: problemSchema } } },
    422: { description: 'The Idempotency-Key was used for other events; nothing is written', content: { 'application/problem+json': { schema: problemSchema } } },
  },
})

/** How OpenAPI describes the webhooks that there are. */
export const hooksSchema = (names: readonly string[]) => ({
  summary: 'Webhooks of other tools, by a mapping file',
  description: `There are: ${names.join(', ')}. With the tool's own signature where CX_INGEST_HOOK_SECRETS has its secret, else with an API key.`,
  params: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 100 } } },
  consumes: ['application/json'],
  body: { content: { 'application/json': { schema: { type: 'object', description: 'what the tool sends' } } } },
  response: { 202: { type: 'object', required: ['accepted', 'eventIds'], properties: { accepted: { type: 'integer' }, eventIds: { type: 'array', items: { type: 'string' } } } } },
})
