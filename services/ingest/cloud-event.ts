import { isUtf8 } from 'node:buffer'
import type { Intake } from '../shared/intake/intake.ts'

/** What a CloudEvent says of its event; it stands in for what the event's data leaves out. */
export interface Envelope {
  readonly id: string
  readonly source: string
  /** ISO 8601. */
  readonly time?: string
}

type Attributes = Readonly<Record<string, unknown>>
type Broken = { readonly broken: string }

const required = ['id', 'source', 'type', 'specversion'] as const

/** A CloudEvent in structured mode: its envelope and its data, which is the event. */
export function readStructured(value: unknown): { readonly value: object; readonly envelope: Envelope } | Broken {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { broken: 'a CloudEvent is a JSON object' }
  const envelope = envelopeOf(value as Attributes, '')
  if ('broken' in envelope) return envelope
  const { data, data_base64: encoded, datacontenttype: type } = value as Attributes
  if (encoded === undefined || encoded === null) return isObject(data) ? { value: data, envelope } : { broken: 'data is not a JSON object' }
  if (data !== undefined && data !== null) return { broken: 'it has data and data_base64; a CloudEvent has one of them' }
  const decoded = jsonIn(encoded, type ?? 'application/json')
  return 'broken' in decoded ? decoded : { ...decoded, envelope }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** As CloudEvents' JSON format (3.1) says which data is JSON: by the media subtype, and where none is given. */
const jsonType = /^[^/;]+\/(?:[^/;]+\+)?json\s*(?:;|$)/i
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The event in data_base64. */
function jsonIn(encoded: unknown, type: unknown): { readonly value: object } | Broken {
  if (typeof type !== 'string' || !jsonType.test(type)) return { broken: `datacontenttype is ${String(JSON.stringify(type)).slice(0, 100)}; JSON is taken` }
  if (typeof encoded !== 'string' || !base64.test(encoded)) return { broken: 'data_base64 is not base64' }
  const bytes = Buffer.from(encoded, 'base64')
  if (!isUtf8(bytes)) return { broken: 'data_base64 is not UTF-8' }
  try {
    const value = JSON.parse(bytes.toString()) as unknown
    return isObject(value) ? { value } : { broken: 'data_base64 is not a JSON object' }
  } catch (error) {
    return { broken: `data_base64 is not JSON: ${(error as Error).message}` }
  }
}

/** The envelope in a request's headers, `ce-…`; null where there is none of CloudEvents' own. */
export function readBinary(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Envelope | Broken | null {
  const given = [...required, 'time'].filter((name) => headers[`ce-${name}`] !== undefined)
  if (given.length === 0) return null
  const attributes: Record<string, string> = {}
  for (const name of given) {
    const text = unescaped(String(headers[`ce-${name}`]))
    if (text === null) return { broken: `ce-${name} is not percent-encoded UTF-8` }
    attributes[name] = text
  }
  return envelopeOf(attributes, 'ce-')
}

/** An event in the words of its contract: what its data leaves out its envelope says, as far as the contract has it. */
export function withEnvelope({ value, envelope }: { readonly value: unknown; readonly envelope?: Envelope }, { idField, schema }: Pick<Intake, 'idField' | 'schema'>): unknown {
  if (envelope === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { id, source, time } = envelope
  const hasSource = Object.hasOwn(schema['properties'] as object, 'source')
  return { [idField]: id, ...(hasSource && { source }), ...(time !== undefined && { occurredAt: time }), ...value }
}

/** `prefix`: of the attributes' names where they were given. */
function envelopeOf(attributes: Attributes, prefix: string): Envelope | Broken {
  const { id, source, specversion, time } = attributes
  const absent = required.find((name) => typeof attributes[name] !== 'string' || attributes[name] === '')
  if (absent !== undefined) return { broken: `${prefix}${absent} is no text: a CloudEvent has ${required.join(', ')}` }
  if (specversion !== '1.0') return { broken: `${prefix}specversion is ${String(specversion)}; 1.0 is taken` }
  if (time !== undefined && time !== null && typeof time !== 'string') return { broken: `${prefix}time is no text` }
  return { id: id as string, source: source as string, ...(typeof time === 'string' && { time }) }
}

/** A header's value as CloudEvents' HTTP binding (3.1.3.2) writes it, perhaps quoted, percent-encoded; null where it cannot be read. */
function unescaped(text: string): string | null {
  const bare = /^"(.*)"$/s.exec(text)?.[1]?.replaceAll(/\\(.)/gs, '$1') ?? text
  try {
    return decodeURIComponent(bare)
  } catch {
    return null
  }
}
