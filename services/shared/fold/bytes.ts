/** Writes compact binary values one behind the other, from `begin` to `take` or from `place` to `placed`: what failed between them is forgotten. */
export interface ByteWriter {
  begin(): void
  /** What is written until `placed` lies there in a buffer of somebody else. */
  place(buffer: Buffer, position: number): void
  /** The position behind it; beyond the buffer's end where there was no room: then it does not lie there. */
  placed(): number
  byte(value: number): void
  /** Unsigned, below 2^53. */
  count(value: number): void
  double(value: number): void
  /** Null as NaN: no double that we keep is NaN. */
  nullableDouble(value: number | null): void
  text(value: string): void
  nullableText(value: string | null): void
  bytes(value: Uint8Array): void
  /** In memory of its own. */
  take(): Buffer
}

interface Place {
  readonly slab: Buffer
  readonly view: DataView
}

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
const placeIn = (slab: Buffer): Place => ({ slab, view: viewOf(slab) })

/** Short texts are written byte by byte: calling into the runtime costs more than that. */
const shortText = 64

export function createWriter(): ByteWriter {
  let own: Place = placeIn(Buffer.allocUnsafeSlow(4096))
  let foreign = own
  let { slab, view } = own
  let start = 0
  let at = 0
  const use = (next: Place, position: number) => {
    slab = next.slab
    view = next.view
    start = at = position
  }
  const room = (bytes: number) => {
    if (at + bytes <= slab.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (at - start + bytes))
    const written = start < slab.length ? slab.copy(larger, 0, start, at) : 0
    own = placeIn(larger)
    use(own, 0)
    at = written
  }
  /** False, and nothing written, where the text is not short ASCII. */
  const ascii = (value: string): boolean => {
    const length = value.length
    if (length > shortText) return false
    room(length + 1)
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 127) return false
      slab[at + 1 + i] = unit
    }
    slab[at] = length
    at += length + 1
    return true
  }
  const writer: ByteWriter = {
    begin: () => use(own, 0),
    place(buffer, position) {
      if (foreign.slab !== buffer) foreign = placeIn(buffer)
      use(foreign, position)
    },
    placed() {
      const end = slab === foreign.slab ? at : foreign.slab.length + 1 + at
      use(own, 0)
      return end
    },
    byte(value) {
      room(1)
      slab[at++] = value
    },
    count(value) {
      room(8)
      if (value < 128) {
        slab[at++] = value
        return
      }
      let rest = value
      while (rest >= 128) {
        slab[at++] = (rest % 128) | 128
        rest = Math.floor(rest / 128)
      }
      slab[at++] = rest
    },
    double(value) {
      room(8)
      // Far faster than the buffer's own method, which writes byte by byte.
      view.setFloat64(at, value, true)
      at += 8
    },
    nullableDouble(value) {
      room(8)
      view.setFloat64(at, value ?? NaN, true)
      at += 8
    },
    text(value) {
      if (ascii(value)) return
      const bytes = Buffer.byteLength(value)
      writer.count(bytes)
      room(bytes)
      at += slab.write(value, at, bytes, 'utf8')
    },
    nullableText(value) {
      room(1)
      slab[at++] = value === null ? 0 : 1
      if (value !== null) writer.text(value)
    },
    bytes(value) {
      writer.count(value.length)
      room(value.length)
      slab.set(value, at)
      at += value.length
    },
    take() {
      const taken = Buffer.allocUnsafeSlow(at - start)
      slab.copy(taken, 0, start, at)
      return taken
    },
  }
  return writer
}

/** Reads what a writer wrote, in the same order. Throws a RangeError where the bytes end too soon. */
export interface ByteReader {
  byte(): number
  count(): number
  double(): number
  nullableDouble(): number | null
  text(): string
  nullableText(): string | null
  bytes(): Buffer
  list<T>(item: () => T): T[]
}

export function createReader(bytes: Buffer): ByteReader {
  const view = viewOf(bytes)
  let at = 0
  const reader: ByteReader = {
    byte: () => view.getUint8(at++),
    count() {
      let value = 0
      for (let scale = 1; ; scale *= 128) {
        const next = view.getUint8(at++)
        value += (next & 127) * scale
        if (next < 128) return value
      }
    },
    double() {
      const value = view.getFloat64(at, true)
      at += 8
      return value
    },
    nullableDouble() {
      const value = reader.double()
      return Number.isNaN(value) ? null : value
    },
    text() {
      const length = reader.count()
      if (at + length > bytes.length) throw new RangeError(`text of ${length} bytes at ${at} of ${bytes.length}`)
      const value = bytes.toString('utf8', at, at + length)
      at += length
      return value
    },
    nullableText: () => (reader.byte() === 0 ? null : reader.text()),
    bytes() {
      const length = reader.count()
      if (at + length > bytes.length) throw new RangeError(`${length} bytes at ${at} of ${bytes.length}`)
      at += length
      return bytes.subarray(at - length, at)
    },
    list(item) {
      const length = reader.count()
      const items = new Array(length)
      for (let i = 0; i < length; i++) items[i] = item()
      return items
    },
  }
  return reader
}
