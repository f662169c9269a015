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

// Layout of an entry: length u32, hash u32, flags u8, sequence u32, acceptedAt f64, occurredAt f64, [driver u16, value f64, weight f64], id, [replacedBy].
const head = 29
const observed = 18
const flag = { dead: 1, arrived: 2, observation: 4, replaced: 8 } as const

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
    const at = this.#position(id)
    return at < 0 ? null : this.#read(at)
  }

  /** Adds the id at the end, in place of what was known of it. */
  put(id: string, entry: Remembered): void {
    const known = this.#position(id)
    const [idBytes, byBytes] = [sizeOf(id), entry.replacedBy === null ? 0 : sizeOf(entry.replacedBy)]
    const length = head + (entry.observation === null ? 0 : observed) + idBytes + byBytes
    // Before anything is marked: making room moves entries.
    const moved = this.#room(length)
    if (known >= 0) this.#view.setUint8(known - moved + 8, this.#view.getUint8(known - moved + 8) | flag.dead)
    this.#append(id, entry, length)
  }

  /** Forgets from the oldest on, up to the first that is still to be remembered. */
  forget(isRemembered: (sequence: number, acceptedAt: number) => boolean): void {
    while (this.#start < this.#end) {
      const at = this.#start
      const dead = (this.#view.getUint8(at + 8) & flag.dead) !== 0
      if (!dead && isRemembered(this.#view.getUint32(at + 9), this.#view.getFloat64(at + 13))) return
      this.#start += this.#view.getUint32(at)
    }
  }

  #position(id: string): number {
    const hash = hashOf(id)
    for (let at = this.#start; at < this.#end; at += this.#view.getUint32(at)) {
      if (this.#view.getUint32(at + 4) !== hash) continue
      const flags = this.#view.getUint8(at + 8)
      if ((flags & flag.dead) === 0 && this.#text(at + head + ((flags & flag.observation) === 0 ? 0 : observed)) === id) return at
    }
    return -1
  }

  #read(at: number): Remembered {
    const view = this.#view
    const flags = view.getUint8(at + 8)
    const hasObservation = (flags & flag.observation) !== 0
    const idAt = at + head + (hasObservation ? observed : 0)
    return {
      sequence: view.getUint32(at + 9),
      acceptedAt: view.getFloat64(at + 13),
      occurredAt: (flags & flag.arrived) === 0 ? null : view.getFloat64(at + 21),
      observation: hasObservation ? { driver: view.getUint16(at + head), value: view.getFloat64(at + head + 2), weight: view.getFloat64(at + head + 10) } : null,
      replacedBy: (flags & flag.replaced) === 0 ? null : this.#text(idAt + sizeAt(view, idAt)),
    }
  }

  #append(id: string, entry: Remembered, length: number): void {
    const view = this.#view
    const at = this.#end
    const { observation, occurredAt, replacedBy } = entry
    view.setUint32(at, length)
    view.setUint32(at + 4, hashOf(id))
    view.setUint8(at + 8, (occurredAt === null ? 0 : flag.arrived) | (observation === null ? 0 : flag.observation) | (replacedBy === null ? 0 : flag.replaced))
    view.setUint32(at + 9, entry.sequence)
    view.setFloat64(at + 13, entry.acceptedAt)
    view.setFloat64(at + 21, occurredAt ?? 0)
    let next = at + head
    if (observation !== null) {
      view.setUint16(next, observation.driver)
      view.setFloat64(next + 2, observation.value)
      view.setFloat64(next + 10, observation.weight)
      next += observed
    }
    next = this.#write(next, id)
    this.#end = replacedBy === null ? next : this.#write(next, replacedBy)
  }

  /** Makes room at the end in memory of our own. Gives by how much the entries moved towards the begin. */
  #room(bytes: number): number {
    if (this.#own && this.#end + bytes <= this.#bytes.length) return 0
    const kept = this.bytes
    const moved = this.#start
    const larger = new Uint8Array(Math.max(128, (kept.length + bytes) * 1.5))
    larger.set(kept)
    this.#bytes = larger
    this.#view = viewOf(larger)
    this.#start = 0
    this.#end = kept.length
    this.#own = true
    return moved
  }

  // A text: its length in units with the highest bit for "two bytes a unit", then the units.
  #text(at: number): string {
    const size = this.#view.getUint16(at)
    const units = size & 0x7fff
    let text = ''
    for (let i = 0; i < units; i++) text += String.fromCharCode((size & 0x8000) === 0 ? this.#bytes[at + 2 + i]! : this.#view.getUint16(at + 2 + 2 * i))
    return text
  }

  #write(at: number, text: string): number {
    const wide = isWide(text)
    this.#view.setUint16(at, text.length | (wide ? 0x8000 : 0))
    for (let i = 0; i < text.length; i++) {
      if (wide) this.#view.setUint16(at + 2 + 2 * i, text.charCodeAt(i))
      else this.#bytes[at + 2 + i] = text.charCodeAt(i)
    }
    return at + sizeOf(text)
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const sizeOf = (text: string) => 2 + text.length * (isWide(text) ? 2 : 1)
const sizeAt = (view: DataView, at: number) => 2 + (view.getUint16(at) & 0x7fff) * ((view.getUint16(at) & 0x8000) === 0 ? 1 : 2)

function isWide(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return true
  return false
}

/** FNV-1a over the UTF-16 units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
