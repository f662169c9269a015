import { bytesOfUnits, isWide, readUnits, writeUnits } from './units.ts'

/** What a later repeat or correction needs to know of an event id. Times are epoch ms. */
export interface Remembered {
  /** Events accepted on the account before this one. */
  readonly sequence: number
  /** Account time at which it was accepted. */
  readonly acceptedAt: number
  /** Null where only a correction has named the event so far. */
  readonly occurredAt: number | null
  /** Null for events that are no observation, and once replaced. `driver`: index among the account's drivers. */
  readonly observation: { readonly driver: number; readonly value: number; readonly weight: number } | null
  /** The correction that now stands for it. */
  readonly replacedBy: string | null
}

// Layout of an entry: length u16, flags u8, hash u32, sequence u32, acceptedAt f64, [occurredAt f64], [driver u16, value f64, weight f64], id, [replacedBy].
const at = { flags: 2, hash: 3, sequence: 7, acceptedAt: 11, rest: 19 } as const
const occurredBytes = 8
const observationBytes = 18
/** `late`: it occurred at another time than it was accepted. */
const flag = { dead: 1, arrived: 2, late: 4, observation: 8, replaced: 16 } as const
const fixedBytes = (flags: number) => at.rest + ((flags & flag.late) === 0 ? 0 : occurredBytes) + ((flags & flag.observation) === 0 ? 0 : observationBytes)

/**
 * Event ids of one account with what is remembered of each, oldest first, kept as the bytes that are also stored: an account with a thousand ids is
 * written by one copy. Ids are found by a hash in each entry's head, so an account with few ids, which is nearly every one, needs no index.
 */
export class RememberedIds {
  #bytes: Uint8Array
  #view: DataView
  #start = 0
  #end: number
  /** Bytes that came from outside are not written into. */
  #own = false

  /** As stored; the array is not changed. */
  constructor(stored: Uint8Array = new Uint8Array(0)) {
    this.#bytes = stored
    this.#view = viewOf(stored)
    this.#end = stored.length
  }

  /** What `stored` was, with all changes since: a view that the next change may overwrite. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end)
  }

  find(id: string): Remembered | null {
    const entry = this.#position(id)
    return entry < 0 ? null : this.#read(entry)
  }

  /** Adds the id at the end, in place of what was known of it. */
  put(id: string, entry: Remembered): void {
    const { occurredAt, observation, replacedBy } = entry
    const flags = (occurredAt === null ? 0 : flag.arrived) | (occurredAt === null || occurredAt === entry.acceptedAt ? 0 : flag.late)
      | (observation === null ? 0 : flag.observation) | (replacedBy === null ? 0 : flag.replaced)
    const length = fixedBytes(flags) + sizeOf(id) + (replacedBy === null ? 0 : sizeOf(replacedBy))
    const known = this.#position(id)
    // Before anything is marked: making room moves entries.
    const moved = this.#room(length)
    if (known >= 0) this.#view.setUint8(known - moved + at.flags, this.#view.getUint8(known - moved + at.flags) | flag.dead)
    this.#append(id, entry, flags, length)
  }

  /** Forgets from the oldest on, up to the first that is still to be remembered. */
  forget(isRemembered: (sequence: number, acceptedAt: number) => boolean): void {
    while (this.#start < this.#end) {
      const entry = this.#start
      const dead = (this.#view.getUint8(entry + at.flags) & flag.dead) !== 0
      if (!dead && isRemembered(this.#view.getUint32(entry + at.sequence), this.#view.getFloat64(entry + at.acceptedAt))) return
      this.#start += this.#view.getUint16(entry)
    }
  }

  #position(id: string): number {
    const hash = hashOf(id)
    for (let entry = this.#start; entry < this.#end; entry += this.#view.getUint16(entry)) {
      if (this.#view.getUint32(entry + at.hash) !== hash) continue
      const flags = this.#view.getUint8(entry + at.flags)
      if ((flags & flag.dead) === 0 && this.#text(entry + fixedBytes(flags)) === id) return entry
    }
    return -1
  }

  #read(entry: number): Remembered {
    const view = this.#view
    const flags = view.getUint8(entry + at.flags)
    const acceptedAt = view.getFloat64(entry + at.acceptedAt)
    const idAt = entry + fixedBytes(flags)
    const observedAt = idAt - observationBytes
    return {
      sequence: view.getUint32(entry + at.sequence),
      acceptedAt,
      occurredAt: (flags & flag.arrived) === 0 ? null : (flags & flag.late) === 0 ? acceptedAt : view.getFloat64(entry + at.rest),
      observation: (flags & flag.observation) === 0 ? null
        : { driver: view.getUint16(observedAt), value: view.getFloat64(observedAt + 2), weight: view.getFloat64(observedAt + 10) },
      replacedBy: (flags & flag.replaced) === 0 ? null : this.#text(idAt + sizeAt(view, idAt)),
    }
  }

  #append(id: string, entry: Remembered, flags: number, length: number): void {
    const view = this.#view
    const start = this.#end
    view.setUint16(start, length)
    view.setUint8(start + at.flags, flags)
    view.setUint32(start + at.hash, hashOf(id))
    view.setUint32(start + at.sequence, entry.sequence)
    view.setFloat64(start + at.acceptedAt, entry.acceptedAt)
    if ((flags & flag.late) !== 0) view.setFloat64(start + at.rest, entry.occurredAt!)
    const idAt = start + fixedBytes(flags)
    if (entry.observation !== null) {
      view.setUint16(idAt - observationBytes, entry.observation.driver)
      view.setFloat64(idAt - observationBytes + 2, entry.observation.value)
      view.setFloat64(idAt - observationBytes + 10, entry.observation.weight)
    }
    const next = this.#write(idAt, id)
    this.#end = entry.replacedBy === null ? next : this.#write(next, entry.replacedBy)
  }

  /** Makes room at the end in memory of our own. Gives by how much the entries moved towards the begin. */
  #room(bytes: number): number {
    if (this.#own && this.#end + bytes <= this.#bytes.length) return 0
    const kept = this.bytes
    const moved = this.#start
    const larger = new Uint8Array(Math.max(256, (kept.length + bytes) * 1.5))
    larger.set(kept)
    this.#bytes = larger
    this.#view = viewOf(larger)
    this.#start = 0
    this.#end = kept.length
    this.#own = true
    return moved
  }

  // A text: its length in units with the highest bit for "two bytes a unit", then the units.
  #text(from: number): string {
    return readUnits(this.#bytes, from + 2, from + sizeAt(this.#view, from), (this.#view.getUint16(from) & 0x8000) !== 0)
  }

  #write(to: number, text: string): number {
    const wide = isWide(text)
    this.#view.setUint16(to, text.length | (wide ? 0x8000 : 0))
    return writeUnits(this.#bytes, to + 2, text, wide)
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const sizeOf = (text: string) => 2 + bytesOfUnits(text, isWide(text))
const sizeAt = (view: DataView, from: number) => 2 + (view.getUint16(from) & 0x7fff) * ((view.getUint16(from) & 0x8000) === 0 ? 1 : 2)

/** FNV-1a over the UTF-16 units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
