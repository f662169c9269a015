import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Taken } from '../shared/intake/intake.ts'
import { createRecent } from '../shared/recent.ts'
import { Unreadable } from './problems.ts'

export const maxKeyLength = 256

/** What tells a request from others of its caller, and is the same when it is repeated: the header Idempotency-Key. Null: there is none. Throws Unreadable. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key'] as string | undefined
  if (key === undefined) return null
  if (key === '' || key.length > maxKeyLength) throw new Unreadable(`Idempotency-Key has ${key.length} characters; 1 to ${maxKeyLength} are allowed.`)
  return key
}

/** Which events were written under ids made from Idempotency-Keys. */
export interface KeyMemory {
  /** Those whose id another event was written under: the enricher would take them for its repetition, and they would be lost. */
  reusing(events: readonly Taken[]): readonly Taken[]
  /** What is written now, or was again. */
  written(events: readonly Taken[]): void
}

/** Remembers the last `most` events, as long as this process lives. By what they say: a retry may write its JSON anew. */
export function createKeyMemory(most = 100_000): KeyMemory {
  const digests = createRecent<string>(most)
  return {
    reusing: (events) => events.filter((each) => {
      const known = each.idMade ? digests.get(each.eventId) : undefined
      return known !== undefined && known !== digestOf(each)
    }),
    written(events) {
      for (const each of events) if (each.idMade) digests.put(each.eventId, digestOf(each))
    },
  }
}

const digestOf = ({ event }: Taken): string => createHash('sha256').update(JSON.stringify(event, inOrder)).digest('base64')
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
