/** Reads Kafka's wire types from a buffer, front to back. Buffers it gives are views, not copies. */
export class ByteReader {
  readonly buffer: Buffer
  at: number

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer
    this.at = at
  }

  int8(): number {
    return this.buffer.readInt8(this.at++)
  }

  int16(): number {
    this.at += 2
    return this.buffer.readInt16BE(this.at - 2)
  }

  int32(): number {
    this.at += 4
    return this.buffer.readInt32BE(this.at - 4)
  }

  /** Exact up to 2^53. */
  int64(): number {
    this.at += 8
    return this.buffer.readInt32BE(this.at - 8) * 0x1_0000_0000 + this.buffer.readUInt32BE(this.at - 4)
  }

  string(): string {
    const length = this.int16()
    this.at += length
    return this.buffer.toString('utf8', this.at - length, this.at)
  }

  /** Zigzag-coded integer of up to 64 bits. */
  varint(): number {
    let shift = 0
    let value = 0
    for (;;) {
      const byte = this.buffer[this.at++]!
      if (shift < 28) value |= (byte & 0x7f) << shift
      else value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
      shift += 7
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** Bytes with a zigzag-coded length; -1 is null. */
  varintBytes(): Buffer | null {
    const length = this.varint()
    if (length < 0) return null
    this.at += length
    return this.buffer.subarray(this.at - length, this.at)
  }
}

/** Bytes of a zigzag-coded integer. */
export function varintSize(value: number): number {
  let size = 1
  for (let rest = value < 0 ? -value * 2 - 1 : value * 2; rest >= 0x80; rest = Math.floor(rest / 128)) size++
  return size
}
