import type avsc from 'avsc'
import { BodyReader } from './body-reader.ts'
import { nullableOf, type TypeParts } from './type-parts.ts'

/** Reads a value's Avro binary, which must be whole and of this type: of our own services, or walked before. */
export type Decode = (reader: BodyReader) => unknown

const compiled = new WeakMap<avsc.Type, Decode>()

/**
 * The decoder of a type, compiled once into one straight function that gives plain objects with their fields in the schema's order. Twice as fast as the
 * library's: no tap, no calls for small values, and texts that come again and again are not made anew.
 */
export function decoderOf(type: avsc.Type): Decode {
  let decode = compiled.get(type)
  if (!decode) compiled.set(type, decode = compile(type as TypeParts))
  return decode
}

const reader = new BodyReader()

/** Reads one value from `at` on; see `decodedEnd`. */
export function decodeBody(decode: Decode, buffer: Buffer, at: number): unknown {
  reader.open(buffer, at)
  return decode(reader)
}

/** The position after the value that was read last. */
export const decodedEnd = (): number => reader.at

function compile(type: TypeParts): Decode {
  const constants: unknown[] = []
  const expression = expressionOf(type, (value) => `c[${constants.push(value) - 1}]`)
  return (new Function('c', `return function decode(r) { return ${expression} }`) as (constants: unknown[]) => Decode)(constants)
}

/** An expression that reads one value from `r`. */
function expressionOf(type: TypeParts, constant: (value: unknown) => string): string {
  switch (type.typeName) {
    case 'string': return 'r.text()'
    case 'double': return 'r.double()'
    case 'long':
    case 'int': return 'r.long()'
    case 'boolean': return '(r.byte() === 1)'
    case 'bytes': return 'r.bytes()'
    case 'enum':
      if (type.symbols!.length > 64) throw new Error('no decoder for an Avro enum of more than 64 symbols')
      return `${constant(type.symbols)}[r.byte() >> 1]`
    case 'record': return `({${type.fields!.map(({ name, type: own }) => `${JSON.stringify(name)}: ${expressionOf(own, constant)}`).join(', ')}})`
    case 'map': return `r.map(${lambda(type.valuesType!, constant)})`
    case 'array': return `r.array(${lambda(type.itemsType!, constant)})`
    case 'union:unwrapped': {
      const { nullAt, other } = nullableOf(type)
      return `(r.byte() === ${nullAt * 2} ? null : ${expressionOf(other, constant)})`
    }
    default: throw new Error(`no decoder for Avro's ${type.typeName}`)
  }
}

const lambda = (type: TypeParts, constant: (value: unknown) => string): string => constant(compile(type))
