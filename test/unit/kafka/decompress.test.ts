import { expect, test } from 'vitest'
import { decompress } from '../../../services/shared/kafka/decompress.ts'

// Java's clients frame Snappy; librdkafka and Go's clients send the plain block.
test('a plain Snappy block is unpacked, with copies that overlap themselves', () => {
  const block = Buffer.from([14, 3 << 2, ...Buffer.from('abcd'), ((6 - 4) << 2) | 1, 4, ((4 - 1) << 2) | 2, 1, 0])
  expect(decompress(2, block).toString()).toBe('abcdabcdabbbbb')
})

test('bytes that are not of their codec are an error, not an answer', () => {
  expect(() => decompress(3, Buffer.alloc(20))).toThrow('no LZ4 frame')
  expect(() => decompress(2, Buffer.from([14, (3 << 2) | 1, 9]))).toThrow('refers to what lies before it')
  expect(() => decompress(2, Buffer.from([14, 20 << 2, 1]))).toThrow('ends within a literal')
  expect(() => decompress(7, Buffer.alloc(1))).toThrow('codec 7')
})
