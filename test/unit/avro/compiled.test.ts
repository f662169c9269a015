import avsc from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contractNames, currentSchema, timelineSchema, type AvroDefinition } from '../../../schemas/contracts.ts'
import { decodeBody, decodedEnd, decoderOf } from '../../../services/shared/avro/body-decoder.ts'
import { encoderOf } from '../../../services/shared/avro/encoder.ts'
import { valuesOf } from '../../helpers/avro-values.ts'

const schemas: readonly (readonly [string, AvroDefinition])[] = [...contractNames.map((name) => [name, currentSchema(name)] as const), ['timeline', timelineSchema()]]
const typeOf = (schema: unknown) => avsc.Type.forSchema(schema as avsc.Schema)

const buffer = Buffer.alloc(1024 * 1024)

/** Bytes by our own encoder; overwritten by the next. */
function encoded(type: avsc.Type, value: unknown): Buffer {
  return buffer.subarray(0, encoderOf(type)(buffer, 0, value))
}

describe('the compiled coders give what the library gives', () => {
  test.each(schemas)('%s', (_, schema) => {
    const type = typeOf(schema)
    fc.assert(fc.property(valuesOf(schema), (value) => {
      const bytes = encoded(type, value)
      expect(bytes.equals(type.toBuffer(value))).toBe(true)
      expect(decodeBody(decoderOf(type), bytes, 0)).toEqual(type.fromBuffer(bytes))
      expect(decodedEnd()).toBe(bytes.length)
    }), { numRuns: 100 })
  })

  test('whole numbers of every size', () => {
    const type = typeOf('long')
    const edges = [0, 1, 63, 64, 2 ** 27, 2 ** 28, 2 ** 30, 2 ** 31, 2 ** 35, 2 ** 42, 2 ** 52, 2 ** 53 - 1].flatMap((n) => [n - 1, n, n + 1, -n - 1, -n, -n + 1]).filter(Number.isSafeInteger).map((n) => n + 0)
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...edges), fc.maxSafeInteger()), (n) => {
      const bytes = encoded(type, n)
      expect([...bytes]).toEqual([...referenceLong(n)])
      expect(decodeBody(decoderOf(type), bytes, 0)).toBe(n)
    }), { numRuns: 1000 })
  })

  test('texts of every length, ASCII or not, are read as they were written, also when others of the same hash came between', () => {
    const type = typeOf('string')
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { minLength: 1 }), (texts) => {
      for (const text of texts) {
        const bytes = encoded(type, text)
        expect(bytes.equals(type.toBuffer(text))).toBe(true)
        expect(decodeBody(decoderOf(type), bytes, 0)).toBe(text)
      }
    }))
  })
})

/** By the Avro specification, with integers of any size. */
function* referenceLong(n: number): Generator<number> {
  let rest = n >= 0 ? BigInt(n) * 2n : -BigInt(n) * 2n - 1n
  for (; rest >= 128n; rest >>= 7n) yield Number(rest & 127n) | 128
  yield Number(rest)
}

test('an absent field has its default, as with the library', () => {
  const schema = { type: 'record', name: 'r', fields: [{ name: 'a', type: 'int' }, { name: 'b', type: ['null', 'string'], default: null }, { name: 'c', type: 'string', default: 'x' }] }
  expect(encoded(typeOf(schema), { a: 5 }).equals(typeOf(schema).toBuffer({ a: 5 }))).toBe(true)
})

test.each([['string', 5], ['double', 'x'], ['long', 0.5], ['int', 2 ** 31], ['boolean', 1], ['bytes', 'x']])('what is no %s is refused', (schema, value) => {
  expect(() => encoded(typeOf(schema), value)).toThrow(`invalid "${schema}"`)
})

test('a count beyond the bytes is refused at once', () => {
  const type = typeOf({ type: 'array', items: 'string' })
  expect(() => decodeBody(decoderOf(type), Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]), 0)).toThrow('items in the last')
})
