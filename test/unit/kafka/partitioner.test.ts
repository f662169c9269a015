import { expect, test } from 'vitest'
import { murmur2, partitionFor } from '../../../services/shared/kafka/partitioner.ts'

test('murmur2 gives the numbers of Kafka\'s Java client', () => {
  const vectors: [string, number][] = [
    ['21', -973932308], ['foobar', -790332482], ['a-little-bit-long-string', -985981536], ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971], ['abc', 479470107],
  ]
  for (const [text, hash] of vectors) expect(murmur2(Buffer.from(text)), text).toBe(hash)
})

test('a key is hashed as its UTF-8 bytes, and a negative hash is still a partition', () => {
  expect(partitionFor('Grüße', 7)).toBe(partitionFor(Buffer.from('Grüße', 'utf8'), 7))
  expect(partitionFor('21', 4)).toBe((-973932308 & 0x7fffffff) % 4)
})
