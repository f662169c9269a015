import type { LogRecord } from './log-record.ts'
import type { Chunk } from './record-batch.ts'

/** How much one slice may hold, and how long to wait for it to fill after its first record. */
export interface SliceLimit {
  readonly maxRecords: number
  readonly maxBytes: number
  readonly lingerMs: number
}

/** Consecutive records of one partition. `records` is empty where only control or aborted records were passed, or where the end was reached. */
export interface Slice {
  readonly records: LogRecord[]
  /** The position after this slice, control records counted. */
  readonly nextOffset: number
  /** Everything that the log held when it was last asked has been handed out. */
  readonly atEnd: boolean
  /** The log's end when it was last asked. */
  readonly end: number
}

/** What each of a chunk's records takes, by and large: asking them would read each. */
const recordBytes = ({ bytes, records }: Chunk) => bytes / records.length

/** What has been fetched of one partition and not been taken yet. */
export class PartitionQueue {
  #chunks: Chunk[] = []
  #taken = 0
  #position: number
  #fetched: number
  #queuedBytes = 0
  #queuedRecords = 0
  #atEnd = false
  #end = 0
  #error: Error | null = null
  #closed = false
  #wake: () => void = () => {}
  readonly #onTaken: () => void

  /** `onTaken` is called when room was made. */
  constructor(from: number, onTaken: () => void) {
    this.#position = from
    this.#fetched = from
    this.#onTaken = onTaken
  }

  /** The position up to which records were taken. */
  get position(): number {
    return this.#position
  }

  /** Where to fetch next. */
  get fetchPosition(): number {
    return this.#fetched
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  get failed(): boolean {
    return this.#error !== null
  }

  push(chunk: Chunk, highWatermark: number): void {
    if (this.#closed) return
    if (chunk.nextOffset > this.#fetched) {
      this.#chunks.push(chunk)
      this.#queuedBytes += chunk.bytes
      this.#queuedRecords += chunk.records.length
      this.#fetched = chunk.nextOffset
    }
    this.#end = highWatermark
    this.#atEnd = this.#fetched >= highWatermark
    if (this.#chunks.length > 0 || this.#atEnd) this.#wake()
  }

  /** The next `next()` rejects with this, also when records are queued: they would be followed by nothing. */
  fail(error: Error): void {
    this.#error = error
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#chunks = []
    this.#queuedBytes = 0
    this.#wake()
  }

  /** Waits for the next slice; null after close. */
  async next(limit: SliceLimit): Promise<Slice | null> {
    while (!this.#closed) {
      if (this.#error) throw this.#error
      if (this.#chunks.length > 0) {
        if (limit.lingerMs > 0 && !this.#fills(limit)) await this.#linger(limit)
        if (!this.#closed) return this.#take(limit)
      } else if (this.#atEnd) {
        this.#atEnd = false
        return { records: [], nextOffset: this.#position, atEnd: true, end: this.#end }
      } else {
        await new Promise<void>((resolve) => { this.#wake = resolve })
      }
    }
    return null
  }

  #fills = (limit: SliceLimit) => this.#queuedRecords >= limit.maxRecords || this.#queuedBytes >= limit.maxBytes

  async #linger(limit: SliceLimit): Promise<void> {
    const until = performance.now() + limit.lingerMs
    while (!this.#fills(limit) && !this.#closed && !this.#error) {
      const left = until - performance.now()
      if (left <= 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, left)
      this.#wake = resolve
      await promise
      clearTimeout(timer)
    }
  }

  #take(limit: SliceLimit): Slice {
    const records: LogRecord[] = []
    let bytes = 0
    while (this.#chunks.length > 0 && records.length < limit.maxRecords && bytes < limit.maxBytes) {
      const chunk = this.#chunks[0]!
      const each = recordBytes(chunk)
      while (this.#taken < chunk.records.length && records.length < limit.maxRecords && bytes < limit.maxBytes) {
        const record = chunk.records[this.#taken++]!
        bytes += each
        records.push(record)
        this.#position = record.offset + 1
      }
      if (this.#taken < chunk.records.length) break
      this.#chunks.shift()
      this.#taken = 0
      this.#queuedBytes -= chunk.bytes
      this.#position = chunk.nextOffset
    }
    this.#queuedRecords -= records.length
    const atEnd = this.#atEnd && this.#chunks.length === 0
    if (atEnd) this.#atEnd = false
    this.#onTaken()
    return { records, nextOffset: this.#position, atEnd, end: this.#end }
  }
}
