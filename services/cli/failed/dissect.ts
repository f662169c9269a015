import { isUtf8 } from 'node:buffer'
import type { AvroDefinition, AvroSchema } from '../../../schemas/contracts.ts'

/** One value of a record: where it stands in the bytes (`to` is behind it), and what it is, as text. */
export interface Part {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly value: string
}

/** Where reading had to stop. `at` is the first byte that cannot be right, or the length where bytes are missing. */
export interface Fault {
  readonly path: string
  readonly at: number
  readonly reason: string
}

/** Everything that could be read, in order, and why it went no further; null where it was all. */
export interface Anatomy {
  readonly parts: readonly Part[]
  readonly fault: Fault | null
}

class Stop extends Error {
  readonly fault: Fault

  constructor(path: string, at: number, reason: string) {
    super(reason)
    this.fault = { path, at, reason }
  }
}

/**
 * Reads bytes of which nothing is certain, value by value, with the schema they say they were written with. Never throws for what the
 * bytes hold. `start`: the first byte of the Avro body.
 */
export function dissect(schema: AvroSchema, bytes: Buffer, start: number): Anatomy {
  const reading = new Reading(bytes, start)
  try {
    reading.read(schema, '', '')
    if (reading.position < bytes.length) throw new Stop('', reading.position, `${bytes.length - reading.position} bytes too many`)
    return { parts: reading.parts, fault: null }
  } catch (error) {
    if (error instanceof Stop) return { parts: reading.parts, fault: error.fault }
    throw error
  }
}

const longestLoop = 10_000

class Reading {
  readonly parts: Part[] = []
  readonly #bytes: Buffer
  readonly #named = new Map<string, AvroDefinition>()
  position: number

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes
    this.position = start
  }

  read(schema: AvroSchema, path: string, namespace: string): void {
    if (Array.isArray(schema)) return this.#union(schema, path, namespace)
    if (typeof schema === 'string') {
      const known = this.#named.get(schema) ?? this.#named.get(`${namespace}.${schema}`)
      return known ? this.read(known, path, namespace) : this.#primitive(schema, path)
    }
    const inner = schema.namespace ?? namespace
    if (schema.name !== undefined) this.#named.set(schema.name.includes('.') ? schema.name : `${inner}.${schema.name}`, schema).set(schema.name, schema)
    switch (schema.type) {
      case 'record': return schema.fields!.forEach((field) => this.read(field.type, path === '' ? field.name : `${path}.${field.name}`, inner))
      case 'enum': return this.#enum(schema.symbols!, path)
      case 'array': return this.#blocks(path, (i) => this.read(schema.items!, `${path}[${i}]`, inner))
      case 'map': return this.#blocks(path, () => this.read(schema.values!, `${path}.${this.#text(path)}`, inner))
      case 'fixed': return this.#leaf(path, () => this.#take(schema.size!, path).toString('hex'))
      default: return schema.logicalType === 'timestamp-millis' ? this.#time(path) : this.read(schema.type, path, inner)
    }
  }

  #leaf(path: string, read: () => string): void {
    const from = this.position
    const value = read()
    this.parts.push({ path, from, to: this.position, value })
  }

  #primitive(type: string, path: string): void {
    this.#leaf(path, () => {
      switch (type) {
        case 'null': return 'null'
        case 'boolean': return String(this.#index(2, 'flag', path) === 1)
        case 'int': case 'long': return String(this.#long(path))
        case 'float': return String(this.#take(4, path).readFloatLE())
        case 'double': return String(this.#take(8, path).readDoubleLE())
        case 'bytes': return this.#take(this.#length(path), path).toString('hex')
        case 'string': return JSON.stringify(this.#text(path))
        default: throw new Stop(path, this.position, `the schema names a type "${type}" that it does not define`)
      }
    })
  }

  #time(path: string): void {
    this.#leaf(path, () => {
      const time = new Date(Number(this.#long(path)))
      return Number.isNaN(time.getTime()) ? 'a time out of range' : time.toISOString()
    })
  }

  #union(branches: readonly AvroSchema[], path: string, namespace: string): void {
    const branch = branches[this.#index(branches.length, 'union branch', path)]!
    this.read(branch, path, namespace)
  }

  #enum(symbols: readonly string[], path: string): void {
    this.#leaf(path, () => symbols[this.#index(symbols.length, 'symbol', path)]!)
  }

  #blocks(path: string, item: (i: number) => void): void {
    let read = 0
    for (;;) {
      const at = this.position
      const count = Number(this.#long(path))
      if (count === 0) break
      if (count < 0) this.#length(path)
      if (Math.abs(count) > Math.min(longestLoop, this.#bytes.length - this.position)) {
        throw new Stop(path, at, `${Math.abs(count)} items in the ${this.#bytes.length - this.position} bytes that are left`)
      }
      for (let i = 0; i < Math.abs(count); i++) item(read++)
    }
    if (read === 0) this.parts.push({ path, from: this.position - 1, to: this.position, value: 'empty' })
  }

  #text(path: string): string {
    const length = this.#length(path)
    const at = this.position
    const text = this.#take(length, path)
    if (!isUtf8(text)) throw new Stop(path, at + firstWrongByte(text), 'text that is not UTF-8')
    return text.toString('utf8')
  }

  #index(count: number, what: string, path: string): number {
    const at = this.position
    const value = what === 'flag' ? this.#take(1, path)[0]! : Number(this.#long(path))
    if (value < 0 || value >= count) throw new Stop(path, at, `${what} ${value} of ${count}`)
    return value
  }

  #length(path: string): number {
    const at = this.position
    const length = Number(this.#long(path))
    if (length < 0) throw new Stop(path, at, `a length of ${length}`)
    if (length > this.#bytes.length - this.position) throw new Stop(path, at, `a length of ${length}, but ${this.#bytes.length - this.position} bytes are left`)
    return length
  }

  #take(length: number, path: string): Buffer {
    if (length > this.#bytes.length - this.position) throw new Stop(path, this.#bytes.length, `ends after ${this.#bytes.length - this.position} of ${length} bytes`)
    this.position += length
    return this.#bytes.subarray(this.position - length, this.position)
  }

  #long(path: string): bigint {
    const at = this.position
    let value = 0n
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = this.#take(1, path)[0]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n)
    }
    throw new Stop(path, at, 'a number of more than 64 bits')
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
