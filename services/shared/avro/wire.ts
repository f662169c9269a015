import type avsc from 'avsc'
import { Slabs, usualBytes } from '../slabs.ts'
import { encoderOf } from './encoder.ts'

const headBytes = 5
/** Of whoever does not say when its records are done with. */
const unreleased = new Slabs(false)

/**
 * Avro of `value` behind `room` free bytes, written straight into a slab that many records share, and that is not written again before it is released.
 * Throws with the path of the first field that does not fit the schema.
 */
export function encodeBehind(room: number, type: avsc.Type, value: unknown, slabs = unreleased): Buffer {
  for (let least = room + usualBytes; ;) {
    const slab = slabs.room(least)
    const end = write(slab, type, value, slabs.used + room)
    if (end <= slab.length) return slabs.share(end)
    least = 2 * (end - slabs.used)
  }
}

/** A record's value in Confluent's wire format: 0x00, the schema id, Avro binary. Throws as encodeBehind does. */
export function frame(schemaId: number, type: avsc.Type, value: unknown): Buffer {
  const buffer = encodeBehind(headBytes, type, value)
  writeHead(buffer, 0, schemaId)
  return buffer
}

/** What writes a value framed into records of a topic, at a position; see encoderOf. */
export const writeFramed = (schemaId: number, type: avsc.Type) => (buffer: Buffer, position: number, value: unknown): number => {
  writeHead(buffer, position, schemaId)
  return write(buffer, type, value, position + headBytes)
}

/** Byte by byte, since what lies beyond the end is dropped then. */
function writeHead(buffer: Buffer, position: number, schemaId: number): void {
  buffer[position] = 0
  for (let i = 1; i < headBytes; i++) buffer[position + i] = schemaId >>> (8 * (headBytes - 1 - i))
}

/** The parts of a framed value, without a copy; null where it is not framed. */
export function unframe(value: Buffer): { readonly schemaId: number; readonly body: Buffer } | null {
  return value.length >= headBytes && value[0] === 0 ? { schemaId: value.readInt32BE(1), body: value.subarray(headBytes) } : null
}

/** The position after the value; where that lies beyond the slab's end, the value is not written whole. */
function write(slab: Buffer, type: avsc.Type, value: unknown, position: number): number {
  try {
    return encoderOf(type)(slab, position, value)
  } catch (error) {
    throw new Error(`${type.name}${misfit(type, value)}: ${(error as Error).message}`)
  }
}

function misfit(type: avsc.Type, value: unknown): string {
  let first: string[] | undefined
  type.isValid(value, { errorHook: (path) => { first ??= path } })
  return (first ?? []).map((part) => `.${part}`).join('')
}
