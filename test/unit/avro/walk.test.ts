import { describe, expect, test } from 'vitest'
import type { AvroSchema } from '../../../schemas/contracts.ts'
import { compileWalk, Malformed } from '../../../services/shared/avro/walk.ts'

function fault(schema: AvroSchema, bytes: number[]): string {
  try {
    compileWalk(schema)(Buffer.from(bytes), 0)
    return ''
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return [error.path.join('.'), error.message].filter(Boolean).join(': ')
  }
}

const list: AvroSchema = { type: 'array', items: 'string' }
const map: AvroSchema = { type: 'map', values: 'double' }
const colour: AvroSchema = { type: 'enum', name: 'Colour', symbols: ['RED', 'BLUE'] }
const nested: AvroSchema = {
  type: 'record', name: 'a.Outer', fields: [
    { name: 'colour', type: colour },
    { name: 'inner', type: ['null', { type: 'record', name: 'Inner', fields: [{ name: 'again', type: 'Colour' }, { name: 'next', type: ['null', 'a.Inner'] }] }] },
  ],
}
const hugeCount = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]

describe('bodies that avsc would take, loop over or choke on', () => {
  test.each<[string, AvroSchema, number[], string]>([
    ['a made-up array count', list, hugeCount, '4503599627370495 items in 0 bytes'],
    ['a made-up map count', map, hugeCount, '4503599627370495 items in 0 bytes'],
    ['a block whose size is wrong', list, [0x01, 0x08, 0x02, 0x61, 0x00], 'a block of 4 bytes that takes 2'],
    ['a block of negative size', list, [0x01, 0x07, 0x02, 0x61, 0x00], 'a block of -4 bytes that takes 2'],
    ['a negative length', 'string', [0x03], 'a length of -2'],
    ['a length beyond the end', 'bytes', [0x7e, 0x01], 'ends after 1 of 63 bytes'],
    ['a number that does not end', 'long', [0x80, 0x80], 'ends after 0 of 1 bytes'],
    ['a number of eleven bytes', 'long', [...Array<number>(10).fill(0x80), 0x01], 'a number of more than 64 bits'],
    ['2^53', 'long', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20], 'a number beyond 2^53'],
    ['a negative number that avsc reads as a positive one', 'long', [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], 'a number beyond 2^53'],
    ['an int of 2^31', 'int', [0x80, 0x80, 0x80, 0x80, 0x10], 'an int of more than 32 bits'],
    ['an enum index out of range', colour, [0x04], 'symbol 2 of 2'],
    ['a negative enum index', colour, [0x01], 'symbol -1 of 2'],
    ['a union branch out of range', ['null', 'string'], [0x04], 'union branch 2 of 2'],
    ['a flag of 2', 'boolean', [0x02], 'a flag of 2'],
    ['broken UTF-8', 'string', [0x04, 0xc3, 0x28], 'text that is not UTF-8'],
    ['a lone surrogate', 'string', [0x06, 0xed, 0xa0, 0x80], 'text that is not UTF-8'],
    ['the key that avsc drops', { type: 'map', values: 'string' }, [0x02, 0x12, ...Buffer.from('__proto__'), 0x00, 0x00], 'the key __proto__'],
    ['bytes left over', 'int', [0x02, 0x00], '1 bytes too many'],
    ['a fault inside', nested, [0x00, 0x02, 0x00, 0x02, 0x06, 0x00], 'inner.next.again: symbol 3 of 2'],
  ])('%s', (_, schema, bytes, message) => {
    expect(fault(schema, bytes)).toBe(message)
  })

  test.each<[string, AvroSchema, number[]]>([
    ['an empty array', list, [0x00]],
    ['several blocks, one with its size', list, [0x02, 0x02, 0x61, 0x01, 0x04, 0x02, 0x62, 0x00]],
    ['the largest exact long', 'long', [0xfa, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['the smallest int', 'int', [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a recursive type', nested, [0x02, 0x02, 0x00, 0x02, 0x02, 0x00]],
    ['four-byte UTF-8', 'string', [0x08, 0xf0, 0x9f, 0x91, 0x8d]],
  ])('right: %s', (_, schema, bytes) => {
    expect(fault(schema, bytes)).toBe('')
  })
})
