// Avro's primitive values, written at a position of a buffer; each gives the position after it. Typed arrays drop what lies beyond their end, so that
// a writer may go on counting there.

const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)
/** Longer texts go through the runtime, whose call costs as much as so many units. */
const shortText = 48

/** A double, little-endian (as is every machine that Node runs on). */
export function writeDouble(buffer: Buffer, position: number, value: unknown): number {
  if (typeof value !== 'number') misfit('double', value)
  double[0] = value
  for (let i = 0; i < 8; i++) buffer[position + i] = doubleBytes[i]!
  return position + 8
}

/** An integer of up to 53 bits, zigzag-coded in groups of 7 bits. */
export function writeLong(buffer: Buffer, position: number, value: unknown): number {
  if (!Number.isSafeInteger(value)) misfit('long', value)
  const n = value as number
  let p = position
  if (n >= -0x4000_0000 && n < 0x4000_0000) {
    let rest = (n << 1) ^ (n >> 31)
    while (rest >= 128) {
      buffer[p++] = (rest & 127) | 128
      rest >>>= 7
    }
    buffer[p++] = rest
    return p
  }
  // Whole numbers of more than 32 bits: the low 28 by integer arithmetic, and so on with the rest.
  let high = n < 0 ? -(n + 1) : n
  let low = (high % 0x800_0000) * 2 + (n < 0 ? 1 : 0)
  high = Math.floor(high / 0x800_0000)
  for (;;) {
    for (let i = 0; i < 4; i++) {
      buffer[p++] = high > 0 || low >= 128 ? (low & 127) | 128 : low
      if (high === 0 && low < 128) return p
      low >>>= 7
    }
    low = high % 0x1000_0000
    high = Math.floor(high / 0x1000_0000)
  }
}

/** A text: its length in bytes, then UTF-8. */
export function writeText(buffer: Buffer, position: number, value: unknown): number {
  if (typeof value !== 'string') misfit('string', value)
  const { length } = value
  if (length <= shortText) {
    buffer[position] = length << 1
    let i = 0
    for (; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 127) break
      buffer[position + 1 + i] = unit
    }
    if (i === length) return position + 1 + length
  }
  const bytes = Buffer.byteLength(value)
  const start = writeLong(buffer, position, bytes)
  if (start + bytes <= buffer.length) buffer.write(value, start, bytes, 'utf8')
  return start + bytes
}

/** Bytes: their length, then themselves. */
export function writeBytes(buffer: Buffer, position: number, value: unknown): number {
  if (!Buffer.isBuffer(value)) misfit('bytes', value)
  const start = writeLong(buffer, position, value.length)
  if (start + value.length <= buffer.length) buffer.set(value, start)
  return start + value.length
}

/** Values that may be null, behind the place of their branch in a union of null, at `nullAt`, and them. */
export const writeNullable = {
  string(buffer: Buffer, position: number, value: unknown, nullAt: number): number {
    buffer[position] = 2 * (value === null ? nullAt : 1 - nullAt)
    return value === null ? position + 1 : writeText(buffer, position + 1, value)
  },
  double(buffer: Buffer, position: number, value: unknown, nullAt: number): number {
    buffer[position] = 2 * (value === null ? nullAt : 1 - nullAt)
    return value === null ? position + 1 : writeDouble(buffer, position + 1, value)
  },
  long(buffer: Buffer, position: number, value: unknown, nullAt: number): number {
    buffer[position] = 2 * (value === null ? nullAt : 1 - nullAt)
    return value === null ? position + 1 : writeLong(buffer, position + 1, value)
  },
}

function misfit(type: string, value: unknown): never {
  throw new Error(`invalid "${type}": ${JSON.stringify(value)}`)
}
