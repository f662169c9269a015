import { Transform } from 'node:stream'
import { compress, uncompress } from 'lz4-napi'
import { cityHash128 } from './cityhash.ts'
import { ClickHouseError } from './errors.ts'

/** A block: 16 bytes of checksum, then, under it, the method, the size of what follows the checksum, the size before compression, and the data. */
const layout = { method: 16, size: 17, plainSize: 21, data: 25 } as const
const methods = { none: 0x02, lz4: 0x82 } as const
/** As in ClickHouse; a reader holds one block in memory. */
const blockBytes = 1024 * 1024
const largestBlock = 1024 ** 3

/** Bytes in ClickHouse's block framing, as `compress=1` asks for them: LZ4, which JDBC's driver takes alone. Nothing gives nothing. */
export async function toBlocks(bytes: Uint8Array): Promise<Buffer> {
  const blocks: Buffer[] = []
  for (let from = 0; from < bytes.length; from += blockBytes) blocks.push(await toBlock(bytes.subarray(from, from + blockBytes)))
  return Buffer.concat(blocks)
}

async function toBlock(plain: Uint8Array): Promise<Buffer> {
  // The library puts the plain size before the data, as four bytes; the framing has it in its header.
  const data = (await compress(plain)).subarray(4)
  const block = Buffer.allocUnsafe(layout.data + data.length)
  block.writeUInt8(methods.lz4, layout.method)
  block.writeUInt32LE(layout.data - layout.method + data.length, layout.size)
  block.writeUInt32LE(plain.length, layout.plainSize)
  block.set(data, layout.data)
  const [low, high] = cityHash128(block.subarray(layout.method))
  block.writeBigUInt64LE(low, 0)
  block.writeBigUInt64LE(high, 8)
  return block
}

/** Takes the framing off what a client sends with `decompress=1`. Fails where a checksum does not hold, and for methods other than LZ4 and none. */
export function createBlockDecoder(): Transform {
  let waiting: Buffer = Buffer.alloc(0)
  return new Transform({
    transform(part: Buffer, _, done) {
      waiting = Buffer.concat([waiting, part])
      const taken = async () => {
        for (let size = sizeOf(waiting); size !== null && waiting.length >= size; size = sizeOf(waiting)) {
          this.push(await fromBlock(waiting.subarray(0, size)))
          waiting = waiting.subarray(size)
        }
      }
      taken().then(() => done(), done)
    },
    flush: (done) => done(waiting.length === 0 ? null : damaged('it ends within a block')),
  })
}

/** Of the block that begins here, with its checksum; null while its header is not there. */
function sizeOf(bytes: Buffer): number | null {
  if (bytes.length < layout.data) return null
  const size = layout.method + bytes.readUInt32LE(layout.size)
  if (size < layout.data || size > largestBlock || bytes.readUInt32LE(layout.plainSize) > largestBlock) throw damaged('a block\'s size makes no sense')
  return size
}

async function fromBlock(block: Buffer): Promise<Buffer> {
  const [low, high] = cityHash128(block.subarray(layout.method))
  if (low !== block.readBigUInt64LE(0) || high !== block.readBigUInt64LE(8)) throw new ClickHouseError(40, 'CHECKSUM_DOESNT_MATCH', 'Checksum doesn\'t match: corrupted data')
  const method = block.readUInt8(layout.method)
  if (method === methods.none) return block.subarray(layout.data)
  if (method === methods.lz4) return uncompress(block.subarray(layout.plainSize))
  throw new ClickHouseError(48, 'NOT_IMPLEMENTED', `Blocks are read with LZ4 or uncompressed, not by method 0x${method.toString(16)}`)
}

const damaged = (why: string): ClickHouseError => new ClickHouseError(271, 'CANNOT_DECOMPRESS', `The blocks of the request's body cannot be read: ${why}`, 400)
