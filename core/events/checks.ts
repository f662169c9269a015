import type { Failure, FailureCode } from '../failures.ts'

/** When the broker got an event, and how far its sender's clock may run ahead. */
export interface Received {
  /** Broker time, epoch ms. */
  readonly timestamp: number
  readonly maxFutureSkewMs: number
}

const maxIdBytes = 256
const maxTextBytes = 32 * 1024
/** 1990-01-01: what is older is a sender's default value, not history. */
const oldest = Date.UTC(1990, 0, 1)
const reservedPrefix = 'survey.'

export const invalid = (code: FailureCode, reason: string): Failure => ({ step: 'validate', code, reason })

/** UTF-8 bytes of a text. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    // A surrogate pair is two units and four bytes; two of them are counted already.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return bytes
}

const exceeds = (text: string, limit: number): boolean => text.length * 3 > limit && (text.length > limit || utf8Bytes(text) > limit)

type Fields<T> = Readonly<Record<string, T>>

/** The first field that is absent or empty. */
export function missing(ids: Fields<string | null>): Failure | null {
  for (const path in ids) if (!ids[path]) return invalid('id.missing', `${path} is ${ids[path] === '' ? 'empty' : 'missing'}`)
  return null
}

export function idTooLong(ids: Fields<string | null>): Failure | null {
  for (const path in ids) {
    const id = ids[path]
    if (id && exceeds(id, maxIdBytes)) return invalid('id.too-long', `${path} has ${utf8Bytes(id)} bytes; ${maxIdBytes} are allowed`)
  }
  return null
}

/** The first field whose value this build or the sender does not know. */
export function unknown(values: Fields<string>): Failure | null {
  for (const path in values) if (values[path] === 'UNKNOWN') return invalid('enum.unknown', `${path} is UNKNOWN`)
  return null
}

export function notFinite(numbers: Fields<number | null>, prefix = ''): Failure | null {
  for (const key in numbers) {
    const number = numbers[key]
    if (number != null && !Number.isFinite(number)) return invalid('number.not-finite', `${prefix}${key} is ${number}`)
  }
  return null
}

export const negative = (path: string, number: number | null): Failure | null =>
  number !== null && number < 0 ? invalid('number.negative', `${path} is ${number}`) : null

export function impossibleTime(occurredAt: number, { timestamp, maxFutureSkewMs }: Received): Failure | null {
  if (occurredAt > timestamp + maxFutureSkewMs) {
    return invalid('time.in-future', `occurredAt is ${iso(occurredAt)}, ${Math.round((occurredAt - timestamp) / 1000)} s after it was received; ${maxFutureSkewMs / 1000} s are allowed`)
  }
  return occurredAt < oldest ? invalid('time.too-old', `occurredAt is ${iso(occurredAt)}, before ${iso(oldest)}`) : null
}

export const textTooLong = (path: string, text: string | null): Failure | null =>
  text !== null && exceeds(text, maxTextBytes) ? invalid('text.too-long', `${path} has ${utf8Bytes(text)} bytes; ${maxTextBytes} are allowed`) : null

export const reserved = (touchPoint: string | null): Failure | null =>
  touchPoint?.startsWith(reservedPrefix) ? invalid('touch-point.reserved', `touchPoint is "${clip(touchPoint)}"; names that begin with ${reservedPrefix} are the product's own`) : null

/** A time as people read it; of one that no calendar has, the number. */
const iso = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`)

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
