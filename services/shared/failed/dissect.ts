import type { AvroDefinition, AvroSchema } from '../../../schemas/contracts.ts'
import { Cursor, Stop } from './cursor.ts'
import type { Fault } from './cursor.ts'

/** One value of a record: where it stands in the bytes (`to` is behind it), and what it is, as text. */
export interface Part {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly value: string
}

/** Everything that could be read, in order, and why it went no further; null where it was all. */
export interface Anatomy {
  readonly parts: readonly Part[]
  readonly fault: Fault | null
}

/**
 * Reads bytes of which nothing is certain, value by value, with the schema they say they were written with. Never throws for what the
 * bytes hold. `start`: the first byte of the Avro body.
 */
export function dissect(schema: AvroSchema, bytes: Buffer, start: number): Anatomy {
  const cursor = new Cursor(bytes, start)
  const reading = new Reading(cursor)
  try {
    reading.read(schema, '', '')
    if (cursor.left > 0) throw new Stop('', cursor.position, `${cursor.left} bytes too many`)
    return { parts: reading.parts, fault: null }
  } catch (error) {
    if (error instanceof Stop) return { parts: reading.parts, fault: error.fault }
    throw error
  }
}

const longestLoop = 10_000

class Reading {
  readonly parts: Part[] = []
  readonly #named = new Map<string, AvroDefinition>()
  readonly #at: Cursor

  constructor(at: Cursor) {
    this.#at = at
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
      case 'map': return this.#blocks(path, () => this.read(schema.values!, `${path}.${this.#at.text(path)}`, inner))
      case 'fixed': return this.#leaf(path, () => this.#at.take(schema.size!, path).toString('hex'))
      default: return schema.logicalType === 'timestamp-millis' ? this.#time(path) : this.read(schema.type, path, inner)
    }
  }

  #leaf(path: string, read: () => string): void {
    const from = this.#at.position
    const value = read()
    this.parts.push({ path, from, to: this.#at.position, value })
  }

  #primitive(type: string, path: string): void {
    this.#leaf(path, () => {
      switch (type) {
        case 'null': return 'null'
        case 'boolean': return String(this.#at.index(2, 'flag', path) === 1)
        case 'int': case 'long': return String(this.#at.long(path))
        case 'float': return String(this.#at.take(4, path).readFloatLE())
        case 'double': return String(this.#at.take(8, path).readDoubleLE())
        case 'bytes': return this.#at.take(this.#at.length(path), path).toString('hex')
        case 'string': return JSON.stringify(this.#at.text(path))
        default: throw new Stop(path, this.#at.position, `the schema names a type "${type}" that it does not define`)
      }
    })
  }

  #time(path: string): void {
    this.#leaf(path, () => {
      const time = new Date(Number(this.#at.long(path)))
      return Number.isNaN(time.getTime()) ? 'a time out of range' : time.toISOString()
    })
  }

  #union(branches: readonly AvroSchema[], path: string, namespace: string): void {
    const branch = branches[this.#at.index(branches.length, 'union branch', path)]!
    this.read(branch, path, namespace)
  }

  #enum(symbols: readonly string[], path: string): void {
    this.#leaf(path, () => symbols[this.#at.index(symbols.length, 'symbol', path)]!)
  }

  #blocks(path: string, item: (i: number) => void): void {
    let read = 0
    for (;;) {
      const at = this.#at.position
      const count = Number(this.#at.long(path))
      if (count === 0) break
      if (count < 0) this.#at.length(path)
      if (Math.abs(count) > Math.min(longestLoop, this.#at.left)) {
        throw new Stop(path, at, `${Math.abs(count)} items in the ${this.#at.left} bytes that are left`)
      }
      for (let i = 0; i < Math.abs(count); i++) item(read++)
    }
    if (read === 0) this.parts.push({ path, from: this.#at.position - 1, to: this.#at.position, value: 'empty' })
  }
}
