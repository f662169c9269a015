import type { AvroSchema } from '../../../schemas/contracts.ts'
import { momentOf } from '../time.ts'

/** A JSON value that its schema (json-schema.ts) has accepted, as avsc takes it: times as epoch ms, what was left out at its default. */
export function fromJson(schema: AvroSchema, value: unknown): unknown {
  if (Array.isArray(schema)) return value === null || value === undefined ? null : fromJson(schema.find((branch) => branch !== 'null')!, value)
  if (typeof schema === 'string') return value
  switch (schema.type) {
    case 'record': {
      const given = value as Readonly<Record<string, unknown>>
      return Object.fromEntries(schema.fields!.map((field) => {
        const own = Object.hasOwn(given, field.name) ? given[field.name] : undefined
        return [field.name, own === undefined && 'default' in field && field.default !== null ? field.default : fromJson(field.type, own)]
      }))
    }
    case 'array': return (value as unknown[]).map((each) => fromJson(schema.items!, each))
    case 'map': return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, fromJson(schema.values!, each)]))
    default: return schema.logicalType === 'timestamp-millis' && typeof value === 'string' ? momentOf(value) : value
  }
}
