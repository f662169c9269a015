const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)
/** Longer texts are hardly ever met again. */
const shortText = 32
/** A power of two. */
const rememberedTexts = 4096

/** Reads Avro's primitive values from a buffer, front to back. The bytes must be whole: nothing is checked. */
export class BodyReader {
  #buffer: Buffer = Buffer.alloc(0)
  /** Position of the next value. */
  at = 0
  /** A short text of each hash that was met twice in a row. */
  readonly #texts = new Array<string>(rememberedTexts).fill('')
  /** The hash that was met last in each of these places. */
  readonly #met = new Int32Array(rememberedTexts)

  /** Goes on with another buffer. */
  open(buffer: Buffer, at: number): void {
    this.#buffer = buffer
    this.at = at
  }

  byte(): number {
    return this.#buffer[this.at++]!
  }

  double(): number {
    const { at } = this
    for (let i = 0; i < 8; i++) doubleBytes[i] = this.#buffer[at + i]!
    this.at = at + 8
    return double[0]!
  }

  /** An integer of up to 53 bits. */
  long(): number {
    const buffer = this.#buffer
    let byte = buffer[this.at++]!
    let low = byte & 127
    for (let shift = 7; byte >= 128 && shift < 28; shift += 7) {
      byte = buffer[this.at++]!
      low |= (byte & 127) << shift
    }
    if (byte < 128) return (low >>> 1) ^ -(low & 1)
    let high = 0
    for (let scale = 1; byte >= 128; scale *= 128) {
      byte = buffer[this.at++]!
      high += (byte & 127) * scale
    }
    const half = high * 0x800_0000 + (low >>> 1)
    return (low & 1) === 0 ? half : -half - 1
  }

  text(): string {
    const length = this.long()
    const start = this.at
    this.at = start + length
    return length === 0 ? '' : length <= shortText ? this.#short(start, length) : this.#buffer.toString('utf8', start, this.at)
  }

  bytes(): Buffer {
    const length = this.long()
    this.at += length
    return this.#buffer.subarray(this.at - length, this.at)
  }

  map<T>(value: (reader: BodyReader) => T): Record<string, T> {
    const map: Record<string, T> = {}
    for (let count = this.#block(); count > 0; count = this.#block()) {
      for (; count > 0; count--) {
        const key = this.text()
        map[key] = value(this)
      }
    }
    return map
  }

  array<T>(item: (reader: BodyReader) => T): T[] {
    const items: T[] = []
    for (let count = this.#block(); count > 0; count = this.#block()) for (; count > 0; count--) items.push(item(this))
    return items
  }

  /** The number of items in a block; a negative one is followed by the block's size in bytes. */
  #block(): number {
    const count = this.long()
    if (count < 0) this.long()
    // Each item takes a byte at least, but in types that we do not have.
    if (Math.abs(count) > this.#buffer.length - this.at) throw new RangeError(`${count} items in the last ${this.#buffer.length - this.at} bytes`)
    return Math.abs(count)
  }

  /** Names of sources, channels and touch points come again and again, and are given again. Ids, of which each is another, are not kept: they would live for nothing. */
  #short(start: number, length: number): string {
    const buffer = this.#buffer
    let hash = length
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ buffer[start + i]!, 0x01000193)
    const slot = (hash ^ (hash >>> 15)) & (rememberedTexts - 1)
    const known = this.#texts[slot]!
    if (known.length === length) {
      let i = 0
      while (i < length && known.charCodeAt(i) === buffer[start + i]) i++
      // Only ASCII passes: in UTF-8 no text of other units has as many bytes as units.
      if (i === length) return known
    }
    const text = buffer.toString('utf8', start, start + length)
    if (this.#met[slot] === hash) this.#texts[slot] = text
    else this.#met[slot] = hash
    return text
  }
}
