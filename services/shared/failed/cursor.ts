import { isUtf8 } from 'node:buffer'

/** Where reading had to stop. `at` is the first byte that cannot be right, or the length where bytes are missing. */
export interface Fault {
  readonly path: string
  readonly at: number
  readonly reason: string
}

/** Thrown by a cursor where the bytes cannot be what they should. */
export class Stop extends Error {
  readonly fault: Fault

  constructor(path: string, at: number, reason: string) {
    super(reason)
    this.fault = { path, at, reason }
  }
}

/** A position in bytes of which nothing is certain. Every reader names the field (`path`) it reads for, and throws Stop. */
export class Cursor {
  readonly #bytes: Buffer
  position: number

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes
    this.position = start
  }

  get left(): number {
    return this.#bytes.length - this.position
  }

  take(length: number, path: string): Buffer {
    if (length > this.left) throw new Stop(path, this.#bytes.length, `ends after ${this.left} of ${length} bytes`)
    this.position += length
    return this.#bytes.subarray(this.position - length, this.position)
  }

  /** A zigzag varint of at most 64 bits. */
  long(path: string): bigint {
    const at = this.position
    let value = 0n
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = this.take(1, path)[0]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n)
    }
    throw new Stop(path, at, 'a number of more than 64 bits')
  }

  /** A length that the bytes left can hold. */
  length(path: string): number {
    const at = this.position
    const length = Number(this.long(path))
    if (length < 0) throw new Stop(path, at, `a length of ${length}`)
    if (length > this.left) throw new Stop(path, at, `a length of ${length}, but ${this.left} bytes are left`)
    return length
  }

  /** One of `count`; a flag is a byte, everything else a varint. */
  index(count: number, what: 'flag' | 'symbol' | 'union branch', path: string): number {
    const at = this.position
    const value = what === 'flag' ? this.take(1, path)[0]! : Number(this.long(path))
    if (value < 0 || value >= count) throw new Stop(path, at, `${what} ${value} of ${count}`)
    return value
  }

  text(path: string): string {
    const length = this.length(path)
    const at = this.position
    const text = this.take(length, path)
    if (!isUtf8(text)) throw new Stop(path, at + firstWrongByte(text), 'text that is not UTF-8')
    return text.toString('utf8')
  }
}

/** Of text that is not UTF-8: the first byte that no text can go on with. */
function firstWrongByte(text: Buffer): number {
  const goesOn = (length: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(text.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  let right = 0
  let wrong = text.length + 1
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1
    if (middle <= text.length && goesOn(middle)) right = middle
    else wrong = middle
  }
  return right
}
