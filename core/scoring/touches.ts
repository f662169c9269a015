import { bytesOfUnits, isWide, readUnits, writeUnits } from './units.ts'

/** How many events are kept of each driver, for explanations. */
export const keptTouches = 20

/** An event that changed a driver's sums. */
export interface Touch {
  readonly eventId: string
  /** How it went, for people: an outcome, or a survey's metric and score (`NPS 4`; `NPS` where only a comment was given); null where the event says neither. */
  readonly note: string | null
}

/** Notes that take no byte more than their number. Stored: new ones go to the end. */
const notes: readonly (string | null)[] = [null, 'SUCCEEDED', 'FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED', 'PRAISED']
const otherNote = 127
const wideFlag = 128

/**
 * The last events that changed the sums of each of an account's drivers, oldest first, kept as the bytes that are also stored: there are dozens on an account,
 * they are looked at for an alert only, and written whenever the account changes.
 *
 * An entry: its length from here on, the driver's index, the number of events accepted before the event (all three: 7 bits a byte, lowest first), the note's
 * number with a flag for texts of two bytes a unit; of another note, its length in units and the units; the id's units.
 */
export class Touches {
  #bytes: Uint8Array
  #start = 0
  #end: number
  /** Bytes that came from outside are not written into. */
  #own = false
  /** Where counts are read and written. */
  #at = 0

  /** As stored; the array is not changed. */
  constructor(stored: Uint8Array = new Uint8Array(0)) {
    this.#bytes = stored
    this.#end = stored.length
  }

  /** What `stored` was, with all changes since: a view that the next change may overwrite. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end)
  }

  /** Notes that an event changed a driver's sums; once, however often it is said. `sequence`: events accepted on the account before it, never less than before. */
  add(driver: number, sequence: number, eventId: string, note: string | null): void {
    let count = 0
    let oldest = 0
    let latest = -1
    for (let entry = this.#start; entry < this.#end;) {
      const next = this.#open(entry)
      if (this.#count() === driver) {
        if (count++ === 0) oldest = entry
        latest = this.#count()
      }
      entry = next
    }
    if (latest === sequence) return
    const wide = isWide(eventId) || (note !== null && isWide(note))
    const known = notes.indexOf(note)
    const other = known < 0 ? note! : null
    const length = sizeOf(driver) + sizeOf(sequence) + 1 + (other === null ? 0 : sizeOf(other.length) + bytesOfUnits(other, wide)) + bytesOfUnits(eventId, wide)
    oldest -= this.#room(sizeOf(length) + length)
    if (count === keptTouches) this.#remove(oldest)
    this.#at = this.#end
    this.#put(length)
    this.#put(driver)
    this.#put(sequence)
    this.#bytes[this.#at++] = (other === null ? known : otherNote) | (wide ? wideFlag : 0)
    if (other !== null) {
      this.#put(other.length)
      this.#at = writeUnits(this.#bytes, this.#at, other, wide)
    }
    this.#end = writeUnits(this.#bytes, this.#at, eventId, wide)
  }

  /** A driver's events from the one before which so many were accepted. */
  since(driver: number, sequence: number): Touch[] {
    const found: Touch[] = []
    for (let entry = this.#start; entry < this.#end;) {
      const next = this.#open(entry)
      if (this.#count() === driver && this.#count() >= sequence) found.push(this.#read(next))
      entry = next
    }
    return found
  }

  /** Forgets all before the event before which so many were accepted. */
  forget(sequence: number): void {
    while (this.#start < this.#end) {
      const next = this.#open(this.#start)
      this.#count()
      if (this.#count() >= sequence) return
      this.#start = next
    }
  }

  /** Goes behind an entry's length; gives where the next entry begins. */
  #open(entry: number): number {
    this.#at = entry
    const length = this.#count()
    return this.#at + length
  }

  /** The event of the entry whose note is next, and which ends there. */
  #read(end: number): Touch {
    const head = this.#bytes[this.#at++]!
    const wide = (head & wideFlag) !== 0
    let note = notes[head & ~wideFlag] ?? null
    if ((head & ~wideFlag) === otherNote) {
      const units = this.#count()
      const from = this.#at
      this.#at += units * (wide ? 2 : 1)
      note = readUnits(this.#bytes, from, this.#at, wide)
    }
    return { eventId: readUnits(this.#bytes, this.#at, end, wide), note }
  }

  #remove(entry: number): void {
    const next = this.#open(entry)
    this.#bytes.copyWithin(entry, next, this.#end)
    this.#end -= next - entry
  }

  /** Makes room at the end in memory of our own. Gives by how much the entries moved towards the begin. */
  #room(bytes: number): number {
    if (this.#own && this.#end + bytes <= this.#bytes.length) return 0
    const kept = this.bytes
    const moved = this.#start
    this.#bytes = new Uint8Array(Math.max(256, (kept.length + bytes) * 1.5))
    this.#bytes.set(kept)
    this.#start = 0
    this.#end = kept.length
    this.#own = true
    return moved
  }

  #count(): number {
    const first = this.#bytes[this.#at++]!
    if (first < 128) return first
    let value = first & 127
    for (let scale = 128; ; scale *= 128) {
      const next = this.#bytes[this.#at++]!
      value += (next & 127) * scale
      if (next < 128) return value
    }
  }

  #put(value: number): void {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#at++] = (rest % 128) | 128
    this.#bytes[this.#at++] = rest
  }
}

/** Bytes that a count takes. */
function sizeOf(count: number): number {
  let size = 1
  for (let rest = count; rest >= 128; rest = Math.floor(rest / 128)) size++
  return size
}
