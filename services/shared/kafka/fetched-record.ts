import { ByteReader } from './bytes.ts'
import type { LogRecord } from './log-record.ts'

/** What a batch says of its records' times, epoch ms. */
export interface BatchTimes {
  readonly logAppendTime: boolean
  readonly baseTimestamp: number
  readonly maxTimestamp: number
}

const noHeaders: Readonly<Record<string, Buffer>> = Object.freeze({})

/** A record that is read where it lies, each time that it is asked: thousands wait in a queue, and what was read of them ahead would have to be kept as objects. */
export class FetchedRecord implements LogRecord {
  readonly offset: number
  readonly #batch: BatchTimes
  readonly #body: Buffer
  /** Where the key begins. */
  readonly #at: number
  readonly #delta: number

  constructor(batch: BatchTimes, body: Buffer, at: number, offset: number, delta: number) {
    this.offset = offset
    this.#batch = batch
    this.#body = body
    this.#at = at
    this.#delta = delta
  }

  get timestamp(): number {
    return this.#batch.logAppendTime ? this.#batch.maxTimestamp : this.#batch.baseTimestamp + this.#delta
  }

  get key(): Buffer | null {
    return this.#from(0).varintBytes()
  }

  get value(): Buffer | null {
    return this.#from(1).varintBytes()
  }

  get headers(): Readonly<Record<string, Buffer>> {
    return readHeaders(this.#from(2))
  }

  /** A reader behind so many of key and value. */
  #from(parts: number): ByteReader {
    const reader = new ByteReader(this.#body, this.#at)
    for (let i = 0; i < parts; i++) {
      const length = reader.varint()
      if (length > 0) reader.at += length
    }
    return reader
  }
}

function readHeaders(body: ByteReader): Readonly<Record<string, Buffer>> {
  const count = body.varint()
  if (count === 0) return noHeaders
  const entries: [string, Buffer][] = []
  for (let i = 0; i < count; i++) entries.push([(body.varintBytes() ?? Buffer.alloc(0)).toString('utf8'), body.varintBytes() ?? Buffer.alloc(0)])
  return Object.fromEntries(entries)
}
