import type { AvroDefinition, AvroField, AvroSchema } from '../../../schemas/contracts.ts'

/** JSON Schema (2020-12) of a value. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * How an Avro contract looks as JSON over HTTP: the same field names and enum symbols, union branches written plainly, times as ISO 8601 with a zone or epoch
 * milliseconds, fields with a default may be left out; fields that the contract does not have are refused, so that a misspelt one is not lost.
 */
export function jsonSchemaOf(schema: AvroSchema): JsonSchema {
  if (Array.isArray(schema)) return union(schema)
  if (typeof schema === 'string') return primitive(schema)
  switch (schema.type) {
    case 'record': return record(schema)
    case 'enum': return { type: 'string', enum: schema.symbols!.filter((symbol) => symbol !== 'UNKNOWN') }
    case 'array': return { type: 'array', items: jsonSchemaOf(schema.items!), maxItems: 1000 }
    case 'map': return { type: 'object', additionalProperties: jsonSchemaOf(schema.values!), maxProperties: 1000, propertyNames: keyOfMap }
    default: return schema.logicalType === 'timestamp-millis' ? time : jsonSchemaOf(schema.type)
  }
}

/** How times are written. */
export const timeForm = 'ISO 8601 with a zone, e.g. 2026-11-29T08:00:00Z, or epoch milliseconds'
/** The times that a calendar has: JSON's numbers go far beyond them. */
const lastMs = 8_640_000_000_000_000
const time: JsonSchema = { type: ['integer', 'string'], minimum: -lastMs, maximum: lastMs, format: 'date-time', description: timeForm }
/** Any but the one that no consumer takes: see avro/walk.ts. */
const keyOfMap: JsonSchema = { pattern: '^(?!__proto__$)' }

function primitive(name: string): JsonSchema {
  switch (name) {
    case 'null': return { type: 'null' }
    case 'boolean': return { type: 'boolean' }
    case 'int': return { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
    // Of a long, what a number of JavaScript can hold.
    case 'long': return { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
    case 'float': case 'double': return { type: 'number' }
    case 'string': return { type: 'string' }
    default: throw new Error(`an Avro type ${name} has no form in JSON here`)
  }
}

function union(branches: readonly AvroSchema[]): JsonSchema {
  const own = branches.filter((branch) => branch !== 'null').map(jsonSchemaOf)
  return { anyOf: [...own, ...(own.length < branches.length ? [{ type: 'null' }] : [])] }
}

function record({ fields, doc }: AvroDefinition): JsonSchema {
  return {
    type: 'object', ...(doc && { description: doc }), additionalProperties: false, required: fields!.filter(isRequired).map(({ name }) => name),
    properties: Object.fromEntries(fields!.map((field) => [field.name, { ...jsonSchemaOf(field.type), ...(field.doc && { description: field.doc }) }])),
  }
}

/** A field without a default that cannot be null either. */
const isRequired = ({ type, ...field }: AvroField): boolean => !('default' in field) && !(Array.isArray(type) && type.includes('null'))
