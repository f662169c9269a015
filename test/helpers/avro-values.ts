import fc from 'fast-check'
import type { AvroDefinition, AvroSchema } from '../../schemas/contracts.ts'

const primitives: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  int: () => fc.integer(),
  long: () => fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: Number.MAX_SAFE_INTEGER - 1 })),
  double: () => fc.double(),
  string: () => fc.string({ unit: 'grapheme', maxLength: 90 }),
  bytes: () => fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
}

/** Any value of an Avro schema, as avsc has it. */
export function valuesOf(schema: AvroSchema): fc.Arbitrary<unknown> {
  if (typeof schema === 'string') return primitives[schema]!()
  if (Array.isArray(schema)) return fc.oneof(...schema.map(valuesOf))
  switch (schema.type) {
    case 'enum': return fc.constantFrom(...schema.symbols!)
    case 'array': return fc.array(valuesOf(schema.items!), { maxLength: 5 })
    case 'map': return fc.dictionary(fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'), valuesOf(schema.values!), { maxKeys: 5, noNullPrototype: true })
    case 'record': return recordsOf(schema)
    default: return valuesOf(schema.type)
  }
}

const recordsOf = (schema: AvroDefinition): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(schema.fields!.map((field) => [field.name, valuesOf(field.type)])), { noNullPrototype: true })
