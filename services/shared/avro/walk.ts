import { isUtf8 } from 'node:buffer'
import type { AvroDefinition, AvroSchema } from '../../../schemas/contracts.ts'

/** What is wrong with a body, and in which field. */
export class Malformed extends Error {
  readonly path: string[] = []
}

/** Checks one value of a schema; the position moves behind it. Throws Malformed. */
type Step = (at: Cursor) => void

/**
 * A position in bytes nobody has checked yet. avsc reads past the end without an error, loops as often as a made-up count says and replaces
 * broken text silently, so every body is walked once before it is decoded. The walk allocates nothing.
 */
class Cursor {
  bytes: Buffer = Buffer.alloc(0)
  position = 0

  /** Moves on by `length` bytes; gives where it was. */
  take(length: number): number {
    const start = this.position
    if (length < 0) throw new Malformed(`a length of ${length}`)
    if (start + length > this.bytes.length) throw new Malformed(`ends after ${this.bytes.length - start} of ${length} bytes`)
    this.position = start + length
    return start
  }

  /** A zigzag varint. Refused where avsc would not read it exactly: from 2^53, and below -2^52. */
  long(): number {
    let byte = this.bytes[this.take(1)]!
    if (byte < 0x80) return (byte >> 1) ^ -(byte & 1)
    const negative = byte & 1
    let sum = byte & 0x7f
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      byte = this.bytes[this.take(1)]!
      sum += (byte & 0x7f) * scale
      if (scale > 2 ** 56) throw new Malformed('a number of more than 64 bits')
    }
    if (negative ? sum > Number.MAX_SAFE_INTEGER : sum / 2 >= Number.MAX_SAFE_INTEGER) throw new Malformed('a number beyond 2^53')
    return negative ? -(sum + 1) / 2 : sum / 2
  }

  /** Gives the text's length in bytes. */
  text(): number {
    const length = this.long()
    const start = this.take(length)
    for (let i = start; i < this.position; i++) {
      if (this.bytes[i]! < 0x80) continue
      if (!isUtf8(this.bytes.subarray(i, this.position))) throw new Malformed('text that is not UTF-8')
      break
    }
    return length
  }
}

/**
 * A check that a body is exactly one value of the schema: every length, count, index, flag and text of it, and nothing behind it.
 * The check throws Malformed; `path` names the field.
 */
export function compileWalk(schema: AvroSchema): (bytes: Buffer, start: number) => void {
  const step = compile(schema, '', new Map())
  const cursor = new Cursor()
  return (bytes, start) => {
    cursor.bytes = bytes
    cursor.position = start
    step(cursor)
    if (cursor.position < bytes.length) throw new Malformed(`${bytes.length - cursor.position} bytes too many`)
  }
}

const primitives: Readonly<Record<string, Step>> = {
  null: () => {},
  boolean: (at) => {
    const flag = at.bytes[at.take(1)]!
    if (flag > 1) throw new Malformed(`a flag of ${flag}`)
  },
  int: (at) => {
    const value = at.long()
    if (value !== (value | 0)) throw new Malformed('an int of more than 32 bits')
  },
  long: (at) => { at.long() },
  float: (at) => { at.take(4) },
  double: (at) => { at.take(8) },
  bytes: (at) => { at.take(at.long()) },
  string: (at) => { at.text() },
}

function compile(schema: AvroSchema, namespace: string, named: Map<string, Step>): Step {
  if (typeof schema === 'string') return primitives[schema] ?? reference(schema, namespace, named)
  if (Array.isArray(schema)) return union(schema.map((branch) => compile(branch, namespace, named)))
  const inner = namespaceOf(schema, namespace)
  switch (schema.type) {
    case 'array': return blocks(compile(schema.items!, namespace, named))
    case 'map': return blocks(entry(compile(schema.values!, namespace, named)))
    case 'fixed': return define(schema, inner, named, (at) => { at.take(schema.size!) })
    case 'enum': return define(schema, inner, named, index('symbol', schema.symbols!.length))
    case 'record': case 'error': return record(schema, inner, named)
    default: return compile(schema.type, namespace, named)
  }
}

function record(schema: AvroDefinition, namespace: string, named: Map<string, Step>): Step {
  const names = schema.fields!.map((field) => field.name)
  const steps: Step[] = []
  const step = define(schema, namespace, named, (at) => {
    let i = 0
    try {
      for (; i < steps.length; i++) steps[i]!(at)
    } catch (error) {
      if (error instanceof Malformed) error.path.unshift(names[i]!)
      throw error
    }
  })
  for (const field of schema.fields!) steps.push(compile(field.type, namespace, named))
  return step
}

const index = (what: string, count: number): Step => (at) => {
  const value = at.long()
  if (value < 0 || value >= count) throw new Malformed(`${what} ${value} of ${count}`)
}

const union = (branches: Step[]): Step => (at) => {
  const value = at.long()
  const branch = branches[value]
  if (!branch) throw new Malformed(`union branch ${value} of ${branches.length}`)
  branch(at)
}

/** A map's entry. The one key that avsc would drop, `__proto__`, is refused. */
const entry = (value: Step): Step => (at) => {
  const length = at.text()
  if (length === 9 && at.bytes.toString('latin1', at.position - length, at.position) === '__proto__') throw new Malformed('the key __proto__')
  value(at)
}

/** Blocks of an array or map. An item takes at least one byte, so a count above the bytes left is made up. */
const blocks = (item: Step): Step => (at) => {
  for (let count = at.long(); count !== 0; count = at.long()) {
    const size = count < 0 ? at.long() : -1
    const start = at.position
    const items = Math.abs(count)
    if (items > at.bytes.length - start) throw new Malformed(`${items} items in ${at.bytes.length - start} bytes`)
    for (let i = 0; i < items; i++) item(at)
    if (size !== -1 && at.position - start !== size) throw new Malformed(`a block of ${size} bytes that takes ${at.position - start}`)
  }
}

const namespaceOf = (schema: AvroDefinition, outer: string): string =>
  schema.name?.includes('.') ? schema.name.slice(0, schema.name.lastIndexOf('.')) : schema.namespace ?? outer

const qualified = (name: string, namespace: string): string => (name.includes('.') || namespace === '' ? name : `${namespace}.${name}`)

function define(schema: AvroDefinition, namespace: string, named: Map<string, Step>, step: Step): Step {
  named.set(qualified(schema.name!, namespace), step)
  return step
}

function reference(name: string, namespace: string, named: Map<string, Step>): Step {
  const step = named.get(qualified(name, namespace)) ?? named.get(name)
  if (!step) throw new Error(`undefined type ${name}`)
  return step
}
