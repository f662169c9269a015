import type avsc from 'avsc'
import { Keyed } from '../../../core/keyed.ts'
import { writeBytes, writeDouble, writeLong, writeNullable, writeText } from './primitives.ts'
import { nullableOf, type TypeParts } from './type-parts.ts'

/**
 * Writes a value's Avro binary at a position and gives the position after it. What would lie beyond the buffer's end is counted, not written: the caller
 * sees from the position that it has to write again into a larger one. Throws where the value does not fit the schema.
 */
export type Encode = (buffer: Buffer, position: number, value: unknown) => number

const compiled = new WeakMap<avsc.Type, Encode>()

/**
 * The encoder of a type, compiled once into one straight function: three to four times as fast as the library's, which goes through a method and a tap
 * for every value. The bytes are the same. Knows what contracts consist of; unions are of null and one other type.
 */
export function encoderOf(type: avsc.Type): Encode {
  let encode = compiled.get(type)
  if (!encode) compiled.set(type, encode = compile(type as TypeParts))
  return encode
}

function compile(type: TypeParts): Encode {
  const constants: unknown[] = []
  const constant = (value: unknown): string => `c[${constants.push(value) - 1}]`
  const body = statements(type, 'v', { constant, depth: 0 })
  const create = new Function('c', 'long', 'double', 'text', 'bytes', 'nullable', 'Keyed', 'misfit', `return function encode(b, p, v) { ${body} return p }`)
  return create(constants, writeLong, writeDouble, writeText, writeBytes, writeNullable, Keyed, misfit) as Encode
}

interface Scope {
  /** Puts a value where the function finds it, and gives its name there. */
  constant(value: unknown): string
  readonly depth: number
}

/** Statements that write the expression `v` at `p`. */
function statements(type: TypeParts, v: string, scope: Scope): string {
  switch (type.typeName) {
    case 'string': return `p = text(b, p, ${v});`
    case 'double': return `p = double(b, p, ${v});`
    case 'long': return `p = long(b, p, ${v});`
    case 'int': return `if ((${v} | 0) !== ${v}) misfit('int', ${v}); p = long(b, p, ${v});`
    case 'boolean': return `if (typeof ${v} !== 'boolean') misfit('boolean', ${v}); b[p++] = ${v} ? 1 : 0;`
    case 'bytes': return `p = bytes(b, p, ${v});`
    case 'enum': return enumeration(type, v, scope)
    case 'record': return record(type, v, scope)
    case 'map': return map(type, v, scope)
    case 'array': return array(type, v, scope)
    case 'union:unwrapped': return nullable(type, v, scope)
    default: throw new Error(`no encoder for Avro's ${type.typeName}`)
  }
}

function enumeration(type: TypeParts, v: string, { constant, depth }: Scope): string {
  const places = constant(new Map(type.symbols!.map((symbol, i) => [symbol, i])))
  return `const e${depth} = ${places}.get(${v}); if (e${depth} === undefined) misfit('enum', ${v}); p = long(b, p, e${depth});`
}

function record(type: TypeParts, v: string, { constant, depth }: Scope): string {
  const fields = type.fields!.map((field, i) => {
    const name = `f${depth}_${i}`
    const standard = field.defaultValue()
    const orDefault = standard === undefined ? '' : `if (${name} === undefined) ${name} = ${constant(standard)};`
    return `{ let ${name} = ${v}[${JSON.stringify(field.name)}]; ${orDefault} ${statements(field.type, name, { constant, depth: depth + 1 })} }`
  })
  return `if (typeof ${v} !== 'object' || ${v} === null) misfit('record', ${v}); ${fields.join('\n')}`
}

function map(type: TypeParts, v: string, { constant, depth }: Scope): string {
  const [keys, i, item] = [`k${depth}`, `i${depth}`, `m${depth}`]
  const value = statements(type.valuesType!, item, { constant, depth: depth + 1 })
  return `if (${v} instanceof Keyed) { if (${v}.size > 0) { p = long(b, p, ${v}.size);
    for (let ${i} = 0; ${i} < ${v}.size; ${i}++) { p = text(b, p, ${v}.key(${i})); const ${item} = ${v}.value(${i}); ${value} } } }
    else { if (typeof ${v} !== 'object' || ${v} === null || Array.isArray(${v})) misfit('map', ${v});
    const ${keys} = Object.keys(${v}); if (${keys}.length > 0) { p = long(b, p, ${keys}.length);
    for (let ${i} = 0; ${i} < ${keys}.length; ${i}++) { p = text(b, p, ${keys}[${i}]); const ${item} = ${v}[${keys}[${i}]]; ${value} } } }
    b[p++] = 0;`
}

function array(type: TypeParts, v: string, { constant, depth }: Scope): string {
  const [i, item] = [`i${depth}`, `m${depth}`]
  return `if (!Array.isArray(${v})) misfit('array', ${v}); if (${v}.length > 0) { p = long(b, p, ${v}.length);
    for (let ${i} = 0; ${i} < ${v}.length; ${i}++) { const ${item} = ${v}[${i}]; ${statements(type.itemsType!, item, { constant, depth: depth + 1 })} } }
    b[p++] = 0;`
}

function nullable(type: TypeParts, v: string, { constant, depth }: Scope): string {
  const { nullAt, other } = nullableOf(type)
  // Written out, a field that is null for long would have the whole function compiled anew when it first is not.
  if (other.typeName === 'string' || other.typeName === 'double' || other.typeName === 'long') return `p = nullable.${other.typeName}(b, p, ${v}, ${nullAt});`
  return `if (${v} === null) b[p++] = ${nullAt * 2}; else { b[p++] = ${(1 - nullAt) * 2}; ${statements(other, v, { constant, depth: depth + 1 })} }`
}

function misfit(type: string, value: unknown): never {
  throw new Error(`invalid "${type}": ${JSON.stringify(value)}`)
}
