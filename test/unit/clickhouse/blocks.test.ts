import { expect, test } from 'vitest'
import { createBlockDecoder, toBlocks } from '../../../infra/local/clickhouse/blocks.ts'
import { cityHash128 } from '../../../infra/local/clickhouse/cityhash.ts'

/** Lower and upper half of the hash by length, of bytes 31 i + length, as ClickHouse's own Java driver computes them: one of each way through the algorithm. */
const vectors = [
  [0, 4463240938071824939n, 4374473821787594281n],
  [3, 3930076240584312169n, 1644567813286348229n],
  [7, 15544777031370418451n, 6043059990887703648n],
  [9, 11809492932307371885n, 8315933182951324413n],
  [15, 6871231122432118029n, 5222790035320117532n],
  [16, 4685811927035184322n, 3294444261375733783n],
  [33, 14623140689059612858n, 10874753594134733118n],
  [143, 16325625552414032887n, 11622341942342221420n],
  [144, 18212064419926936535n, 860280765255614584n],
  [272, 3265250149812736985n, 12462959603970010538n],
  [300, 7069670741790476198n, 12569010983106192697n],
  [4111, 8697034290397644247n, 17873835313676419355n],
  [70000, 7376203495298925683n, 14633163957274938416n],
] as const

const patterned = (length: number) => Uint8Array.from({ length }, (_, i) => i * 31 + length)

test.each(vectors)('CityHash128 1.0.2 of %i bytes', (length, low, high) => {
  expect(cityHash128(patterned(length))).toEqual([low, high])
})

async function decode(...parts: Buffer[]): Promise<Buffer> {
  const decoder = createBlockDecoder()
  for (const part of parts) decoder.write(part)
  decoder.end()
  return Buffer.concat(await decoder.toArray() as Buffer[])
}

test('blocks give back what was put into them, however they are cut on the way', async () => {
  const plain = Buffer.from(patterned(2_500_000))
  const blocks = await toBlocks(plain)
  expect(blocks.length).toBeLessThan(plain.length / 10)
  expect((await decode(blocks)).equals(plain)).toBe(true)
  expect((await decode(blocks.subarray(0, 7), blocks.subarray(7, 30), blocks.subarray(30))).equals(plain)).toBe(true)
  expect((await toBlocks(Buffer.alloc(0))).length).toBe(0)
})

function blockOf(method: number): Buffer {
  const block = Buffer.alloc(25 + 3)
  block.set([method, 12, 0, 0, 0, 3, 0, 0, 0, 97, 98, 99], 16)
  const [low, high] = cityHash128(block.subarray(16))
  block.writeBigUInt64LE(low, 0)
  block.writeBigUInt64LE(high, 8)
  return block
}

test('a block without compression is read; a damaged, cut or unknown one is refused', async () => {
  const block = blockOf(0x02)
  expect((await decode(block)).toString()).toBe('abc')
  await expect(decode(block.subarray(0, 27))).rejects.toThrow('ends within a block')
  await expect(decode(Buffer.from(block).fill(0xff, 26, 27))).rejects.toThrow('Checksum doesn\'t match')
  await expect(decode(Buffer.from(block).fill(0xff, 17, 21))).rejects.toThrow('makes no sense')
  await expect(decode(blockOf(0x90))).rejects.toThrow('not by method 0x90')
})
