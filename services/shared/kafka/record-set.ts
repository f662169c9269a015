import { writeLong, writeText } from '../avro/primitives.ts'
import { giveBack, takeSlab, usualBytes } from '../slabs.ts'
import { varintSize } from './bytes.ts'
import type { OutRecord, TopicPartition } from './log-record.ts'

/** One request holds at most this much of a partition; brokers take 1 MiB by default. A larger single record goes alone. */
export const maxPartitionBytes = 900 * 1024

/** Writes a value at a position and gives the position behind it; where that lies beyond the buffer's end, it is asked again with a larger one. */
export type WriteValue<T> = (buffer: Buffer, position: number, value: T) => number

/** For values that are bytes already. */
export const writeWhole: WriteValue<Buffer> = (buffer, position, value) => {
  if (position + value.length <= buffer.length) buffer.set(value, position)
  return position + value.length
}

const none = Buffer.alloc(0)
/** Attributes, time, place and lengths take less. */
const headBytes = 32

/**
 * Records of one partition in the form in which Kafka stores them, one behind the other: what becomes one batch of a request. A record that is written here
 * when it comes to be is no object that waits for its transaction, and is not looked for in memory again.
 */
export class RecordSet {
  readonly topic: string
  readonly partition: number
  #slab: Buffer
  #end = 0
  #count = 0

  /** `room`: bytes that it is expected to take. */
  constructor(topic: string, partition: number, room?: number) {
    this.topic = topic
    this.partition = partition
    this.#slab = takeSlab(room)
  }

  get count(): number {
    return this.#count
  }

  /** Of all records. */
  get bytes(): number {
    return this.#end
  }

  /** A view of them, which holds until the next record or the release. */
  get content(): Buffer {
    return this.#slab.subarray(0, this.#end)
  }

  /** False, and nothing added, where the set is full: another record needs a new one. */
  append<T>(key: string | null, write: WriteValue<T>, value: T | null): boolean {
    if (this.#slab.length - this.#end < usualBytes) this.#grow(this.#end + usualBytes)
    for (;;) {
      const end = this.#write(key, write, value)
      if (this.#count > 0 && end > maxPartitionBytes) return false
      if (end <= this.#slab.length) {
        this.#end = end
        this.#count++
        return true
      }
      this.#grow(end)
    }
  }

  #grow(needed: number): void {
    const larger = takeSlab(2 * needed)
    this.#slab.copy(larger, 0, 0, this.#end)
    giveBack([this.#slab])
    this.#slab = larger
  }

  /** The set is empty, and its memory somebody else's. */
  release(): void {
    giveBack([this.#slab])
    this.#slab = none
    this.#end = this.#count = 0
  }

  /** Kafka's lengths are Avro's: whole numbers, zigzag-coded. Those of the record and of its value are two bytes of nearly every record; what stands behind another one is moved. */
  #write<T>(key: string | null, write: WriteValue<T>, value: T | null): number {
    const slab = this.#slab
    const start = this.#end
    const from = start + 2
    slab[from] = slab[from + 1] = 0
    let at = writeLong(slab, from + 2, this.#count)
    at = key === null ? writeLong(slab, at, -1) : writeText(slab, at, key)
    if (at + headBytes > slab.length) return at + headBytes
    let end = at + 2
    if (value === null) end = writeLong(slab, at, -1)
    else {
      end = write(slab, at + 2, value)
      if (end + headBytes > slab.length) return end + headBytes
      end = putLength(slab, at, end)
    }
    slab[end++] = 0
    return end + headBytes > slab.length ? end + headBytes : putLength(slab, start, end)
  }
}

/** Puts the length of what lies from two bytes behind `at` up to `end` in front of it; gives where that ends now. */
function putLength(slab: Buffer, at: number, end: number): number {
  const length = end - at - 2
  const size = varintSize(length)
  if (size !== 2) slab.copyWithin(at + size, at + 2, end)
  writeLong(slab, at, length)
  return end + size - 2
}

/** What is to be written, as records one by one or as sets. */
export type Outgoing = readonly OutRecord[] | RecordSets

/** Where it goes, some places perhaps many times. */
export const targetsOf = (out: Outgoing): readonly TopicPartition[] => (out instanceof RecordSets ? out.all : out)

/** The records of one transaction, to any topics. */
export class RecordSets {
  readonly #latest = new Map<string, RecordSet[]>()
  readonly #all: RecordSet[] = []
  #count = 0

  /** Of records. */
  get count(): number {
    return this.#count
  }

  /** In the order in which they were begun. */
  get all(): readonly RecordSet[] {
    return this.#all
  }

  /** `topic`: its name on the broker; a null value deletes the key in a compacted one. */
  add<T>(topic: string, partition: number, key: string | null, write: WriteValue<T>, value: T | null): void {
    let latest = this.#latest.get(topic)
    if (latest === undefined) this.#latest.set(topic, latest = [])
    const last = latest[partition]
    if (!last?.append(key, write, value)) {
      // What follows a full one is likely to be as large.
      const next = new RecordSet(topic, partition, last === undefined ? undefined : maxPartitionBytes)
      next.append(key, write, value)
      latest[partition] = next
      this.#all.push(next)
    }
    this.#count++
  }

  /** All of it may be written over: it was stored, or will never be sent. */
  release(): void {
    for (const set of this.#all) set.release()
  }
}
