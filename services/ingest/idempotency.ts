import type { IncomingHttpHeaders } from 'node:http'
import { Unreadable } from './problems.ts'

export const maxKeyLength = 256

/** What tells a request from others of its caller, and is the same when it is repeated: the header Idempotency-Key. Null: there is none. Throws Unreadable. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key'] as string | undefined
  if (key === undefined) return null
  if (key === '' || key.length > maxKeyLength) throw new Unreadable(`Idempotency-Key has ${key.length} characters; 1 to ${maxKeyLength} are allowed.`)
  return key
}
