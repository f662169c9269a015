import avsc from 'avsc'
import type { AvroDefinition, AvroSchema } from './contracts.ts'

/** A copy without what has no part in a version: documentation. The registry, too, takes a change of `doc` alone as the same version. */
function withoutDocs(schema: AvroSchema): AvroSchema {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'doc' ? undefined : value))) as AvroSchema
}

/** Whether two schemas are the same version: equal in all but documentation. */
export const sameVersion = (a: AvroDefinition, b: AvroDefinition): boolean => JSON.stringify(withoutDocs(a)) === JSON.stringify(withoutDocs(b))

/**
 * Why `next` must not follow `before`: it cannot read what `before` wrote (BACKWARD), or it breaks the contracts' own promise that no field
 * is ever renamed, retyped or removed. Empty where it may.
 */
export function incompatibilities(next: AvroDefinition, before: AvroDefinition): string[] {
  return [...unreadable(next, before), ...brokenPromises(next, before, next.name!)]
}

function unreadable(reader: AvroDefinition, writer: AvroDefinition): string[] {
  try {
    avsc.Type.forSchema(reader as avsc.Schema).createResolver(avsc.Type.forSchema(writer as avsc.Schema))
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

function brokenPromises(next: AvroSchema, before: AvroSchema, path: string): string[] {
  const after = branch(next)
  const earlier = branch(before)
  if (kindOf(next) !== kindOf(before)) return [`${path}: ${kindOf(before)} became ${kindOf(next)}`]
  if (earlier.type === 'enum') return removed(earlier.symbols!, after.symbols!).map((symbol) => `${path}: symbol ${symbol} was removed`)
  if (earlier.type === 'record') return changedFields(after, earlier, path)
  if (earlier.items) return brokenPromises(after.items!, earlier.items, `${path}[]`)
  return earlier.values ? brokenPromises(after.values!, earlier.values, `${path}{}`) : []
}

function changedFields(after: AvroDefinition, earlier: AvroDefinition, path: string): string[] {
  const names = (schema: AvroDefinition): string[] => schema.fields!.map((field) => field.name)
  const fieldOf = (schema: AvroDefinition, name: string) => schema.fields!.find((field) => field.name === name)!
  const kept = names(earlier).filter((name) => names(after).includes(name))
  return [
    ...removed(names(earlier), names(after)).map((name) => `${path}.${name} was removed`),
    ...removed(names(after), names(earlier)).filter((name) => fieldOf(after, name).default === undefined).map((name) => `${path}.${name} is new and has no default`),
    ...kept.flatMap((name) => brokenPromises(fieldOf(after, name).type, fieldOf(earlier, name).type, `${path}.${name}`)),
  ]
}

const removed = (from: string[], to: string[]): string[] => from.filter((name) => !to.includes(name))

/** The definition behind `X` or `["null", X]`. */
function branch(schema: AvroSchema): AvroDefinition {
  const one = Array.isArray(schema) ? schema.find((each) => each !== 'null')! : schema
  return typeof one === 'object' && !Array.isArray(one) ? one : { type: one }
}

/** In short what a schema is, so that a change of it shows: nullability, type, name and logical type. */
function kindOf(schema: AvroSchema): string {
  const { type, name, logicalType } = branch(schema)
  return [Array.isArray(schema) ? 'nullable' : '', String(type), name ?? '', logicalType ?? ''].filter(Boolean).join(' ')
}
