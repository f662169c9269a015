import type avsc from 'avsc'
import { encoderOf } from './encoder.ts'

const slabBytes = 256 * 1024
const headBytes = 5

let slab = Buffer.allocUnsafeSlow(slabBytes)
let used = 0

/**
 * Avro of `value` behind `room` free bytes, written straight into a slab that many records share: the bytes are never copied or written again.
 * Throws with the path of the first field that does not fit the schema.
 */
export function encodeBehind(room: number, type: avsc.Type, value: unknown): Buffer {
  const start = used
  const end = write(type, value, start + room)
  if (end <= slab.length) {
    used = end
    return slab.subarray(start, end)
  }
  slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (end - start)))
  used = 0
  return encodeBehind(room, type, value)
}

/** A record's value in Confluent's wire format: 0x00, the schema id, Avro binary. Throws as encodeBehind does. */
export function frame(schemaId: number, type: avsc.Type, value: unknown): Buffer {
  const buffer = encodeBehind(headBytes, type, value)
  buffer[0] = 0
  buffer.writeInt32BE(schemaId, 1)
  return buffer
}

/** The parts of a framed value, without a copy; null where it is not framed. */
export function unframe(value: Buffer): { readonly schemaId: number; readonly body: Buffer } | null {
  return value.length >= headBytes && value[0] === 0 ? { schemaId: value.readInt32BE(1), body: value.subarray(headBytes) } : null
}

/** The position after the value; where that lies beyond the slab's end, the value is not written whole. */
function write(type: avsc.Type, value: unknown, position: number): number {
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
