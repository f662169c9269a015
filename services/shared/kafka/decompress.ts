import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { BrokerError } from './errors.ts'

/** A broker accepts no batch above a few MiB; what unpacks to more than this is an attack. */
const maxOutputLength = 256 * 1024 * 1024

/** Unpacks the records of a batch, whichever of Kafka's codecs the sender chose. Throws where the bytes are not of that codec. */
export function decompress(codec: number, bytes: Buffer): Buffer {
  switch (codec) {
    case 1: return gunzipSync(bytes, { maxOutputLength })
    case 2: return unsnappy(bytes)
    case 3: return unlz4(bytes)
    case 4: return zstdDecompressSync(bytes, { maxOutputLength })
    default: throw new BrokerError('UNSUPPORTED_COMPRESSION_TYPE', false, `codec ${codec}`)
  }
}

/** Bytes that are being unpacked; what follows may refer back to them. */
class Output {
  #bytes: Buffer
  #length = 0

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.min(expected, maxOutputLength))
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  literal(from: Buffer, start: number, end: number): void {
    if (end > from.length) throw corrupt('it ends within a literal')
    this.#reserve(end - start)
    from.copy(this.#bytes, this.#length, start, end)
    this.#length += end - start
  }

  /** Repeats what stands `distance` bytes back; source and target may overlap. */
  repeat(distance: number, length: number): void {
    const from = this.#length - distance
    if (distance === 0 || from < 0) throw corrupt('it refers to what lies before it')
    this.#reserve(length)
    if (distance >= length) this.#bytes.copyWithin(this.#length, from, from + length)
    else for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = this.#bytes[from + i]!
    this.#length += length
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    if (needed > maxOutputLength) throw corrupt('it unpacks to too much')
    const larger = Buffer.allocUnsafe(Math.min(maxOutputLength, Math.max(needed, this.#bytes.length * 2)))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

const corrupt = (why: string) => new BrokerError('CORRUPT_MESSAGE', false, `a compressed batch cannot be unpacked: ${why}`)
const xerialMagic = Buffer.from('\x82SNAPPY\0', 'latin1')
const xerialHeaderBytes = 16

/** Java clients frame Snappy's blocks as the library snappy-java does; others send one plain block. */
function unsnappy(bytes: Buffer): Buffer {
  const out = new Output(bytes.length * 4)
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) {
    snappyBlock(bytes, out)
    return out.bytes
  }
  for (let at = xerialHeaderBytes; at + 4 <= bytes.length;) {
    const size = bytes.readInt32BE(at)
    snappyBlock(bytes.subarray(at + 4, at + 4 + size), out)
    at += 4 + size
  }
  return out.bytes
}

function snappyBlock(block: Buffer, out: Output): void {
  let at = 0
  while (block[at]! >= 0x80) at++
  at++
  while (at < block.length) {
    const tag = block[at++]!
    if ((tag & 3) === 0) {
      let length = tag >> 2
      if (length >= 60) {
        const bytes = length - 59
        length = block.readUIntLE(at, bytes)
        at += bytes
      }
      out.literal(block, at, at + length + 1)
      at += length + 1
    } else if ((tag & 3) === 1) {
      out.repeat(((tag & 0xe0) << 3) | block[at++]!, ((tag >> 2) & 7) + 4)
    } else {
      const bytes = (tag & 3) === 2 ? 2 : 4
      out.repeat(block.readUIntLE(at, bytes), (tag >> 2) + 1)
      at += bytes
    }
  }
}

/** The LZ4 frame format. Checksums are left out: the broker has unpacked the batch before it stored it. */
function unlz4(bytes: Buffer): Buffer {
  if (bytes.readUInt32LE(0) !== 0x184d2204) throw corrupt('it is no LZ4 frame')
  const flags = bytes[4]!
  const blockChecksums = (flags & 0x10) !== 0
  const contentSize = (flags & 0x08) !== 0
  const out = new Output(bytes.length * 4)
  for (let at = contentSize ? 15 : 7; at + 4 <= bytes.length;) {
    const header = bytes.readUInt32LE(at)
    if (header === 0) break
    const end = at + 4 + (header & 0x7fffffff)
    if (header > 0x7fffffff) out.literal(bytes, at + 4, end)
    else lz4Block(bytes.subarray(at + 4, end), out)
    at = end + (blockChecksums ? 4 : 0)
  }
  return out.bytes
}

function lz4Block(block: Buffer, out: Output): void {
  let at = 0
  const lengthFrom = (nibble: number): number => {
    let length = nibble
    if (nibble === 15) {
      let more = 255
      while (more === 255) length += more = block[at++]!
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = lengthFrom(token >> 4)
    out.literal(block, at, at + literals)
    at += literals
    if (at >= block.length) return
    const distance = block.readUInt16LE(at)
    at += 2
    out.repeat(distance, lengthFrom(token & 15) + 4)
  }
}
