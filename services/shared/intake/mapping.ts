import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { inputTopics, type InputTopic } from '../../topology.ts'
import { Refusal } from '../refusal.ts'
import { valueAt } from './path.ts'
import type { Rejection } from './rejection.ts'

/** Where a field of an event comes from. */
export type FieldRule =
  | { readonly value: string | number | boolean }
  | {
    /** A path into the document; several: the first that has a value. */
    readonly from: string | readonly string[]
    /** Default `text`, whatever it is in the document. `seconds`: epoch seconds. */
    readonly as?: 'text' | 'number' | 'boolean' | 'seconds'
    /** The document's words for ours. */
    readonly map?: Readonly<Record<string, string | number | boolean>>
    /** What a word means that is not in `map`; null: no value. Without it a document with such a word is refused: taken, it would lack what somebody said. */
    readonly otherwise?: string | number | boolean | null
    /** In front of what is found, to keep ids of two kinds apart. */
    readonly prefix?: string
  }

type FromRule = Exclude<FieldRule, { readonly value: unknown }>

/** How documents of one kind become events: a row of a CSV file, or what another tool's webhook sends. */
export interface Mapping {
  readonly topic: InputTopic
  /** How the tool signs its webhooks; a name that the ingest service knows. */
  readonly signature?: string
  /** All must hold, or the document is no event of this kind. */
  readonly when?: readonly { readonly from: string; readonly in?: readonly (string | number | boolean)[]; readonly present?: boolean }[]
  /** By the field's path in the event; a dot goes into a map, such as `measures.waitSeconds`. */
  readonly fields: Readonly<Record<string, FieldRule>>
}

const scalar = { type: ['string', 'number', 'boolean'] } as const
const schema = {
  type: 'object', additionalProperties: false, required: ['topic', 'fields'],
  properties: {
    topic: { enum: inputTopics }, signature: { type: 'string' },
    when: { type: 'array', items: { type: 'object', additionalProperties: false, required: ['from'], properties: { from: { type: 'string' }, in: { type: 'array', items: scalar }, present: { type: 'boolean' } } } },
    fields: {
      type: 'object', minProperties: 1, additionalProperties: {
        anyOf: [
          { type: 'object', additionalProperties: false, required: ['value'], properties: { value: scalar } },
          { type: 'object', additionalProperties: false, required: ['from'], properties: {
            from: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] }, as: { enum: ['text', 'number', 'boolean', 'seconds'] },
            map: { type: 'object', additionalProperties: scalar }, otherwise: { type: [...scalar.type, 'null'] }, prefix: { type: 'string' },
          }, dependentRequired: { otherwise: ['map'] } },
        ],
      },
    },
  },
} as const
const fits = new Ajv2020({ strict: false, allowUnionTypes: true }).compile<Mapping>(schema)

/** Reads a mapping file (YAML or JSON). Throws a Refusal where it is none. */
export function readMapping(path: string): Mapping {
  let found: unknown
  try {
    found = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Refusal(`The mapping ${path} cannot be read: ${(error as Error).message}`, 'Give a YAML or JSON file; cx import csv --help shows one.', 2)
  }
  if (fits(found)) return found
  throw new Refusal(`${path} is no mapping: ${fits.errors!.slice(0, 3).map(({ instancePath, message }) => `${instancePath || 'the file'} ${message}`).join('; ')}`, 'cx import csv --help shows one.', 2)
}

/** The event in a document; null where it is none of this kind. Empty texts count as nothing. Whether the event is valid is for the intake to say. */
export function applyMapping({ when = [], fields }: Mapping, document: unknown): { readonly event: Readonly<Record<string, unknown>> } | Rejection | null {
  for (const { from, in: allowed, present } of when) {
    const value = valueAt(document, from)
    if (present !== undefined && (isNothing(value) === present)) return null
    if (allowed !== undefined && !allowed.includes(value as string)) return null
  }
  const event: Record<string, unknown> = {}
  for (const [path, rule] of Object.entries(fields)) {
    const value = 'value' in rule ? rule.value : found(rule, document)
    if (value instanceof UnknownWord) return { code: 'mapping.unknown-word', reason: `${path} ${value.reason}` }
    if (value !== undefined) put(event, path, value)
  }
  return { event }
}

/** A word that a rule's `map` does not have. */
class UnknownWord {
  readonly reason: string

  constructor(word: string, known: readonly string[]) {
    this.reason = `is ${JSON.stringify(word.slice(0, 50))}, for which the mapping has no word; it has ${known.join(', ')}`
  }
}

function found(rule: FromRule, document: unknown): unknown {
  const value = [rule.from].flat().map((path) => valueAt(document, path as string)).find((each) => !isNothing(each))
  if (value === undefined) return undefined
  if (rule.map !== undefined) return translated(String(value), rule.map, rule.otherwise)
  if (rule.as === 'number') return typeof value === 'string' ? Number(value) : value
  if (rule.as === 'boolean') return typeof value === 'string' ? translated(value.toLowerCase(), truths) : value
  if (rule.as === 'seconds') return Math.round(Number(value) * 1000)
  return rule.prefix === undefined && typeof value === 'string' ? value : `${rule.prefix ?? ''}${String(value)}`
}

const truths = { true: true, yes: true, 1: true, false: false, no: false, 0: false }

function translated(word: string, map: Readonly<Record<string, unknown>>, otherwise?: FromRule['otherwise']): unknown {
  if (Object.hasOwn(map, word)) return map[word]
  return otherwise === undefined ? new UnknownWord(word, Object.keys(map)) : otherwise ?? undefined
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''

function put(event: Record<string, unknown>, path: string, value: unknown): void {
  const at = path.indexOf('.')
  if (at < 0) event[path] = value
  else ((event[path.slice(0, at)] ??= {}) as Record<string, unknown>)[path.slice(at + 1)] = value
}
