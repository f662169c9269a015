import type { EventEntry } from '../scoring/entry.ts'

/** So many events of a contact that is not known yet are held, for so long (log time of by-contact). */
export const heldEvents = 100
export const heldForMs = 7 * 86_400_000

/** An event that waits for its contact to become known. */
export interface Held {
  /** Log time at which it came. */
  readonly at: number
  readonly entry: EventEntry
}

/** What is known of one contact. Times are epoch ms. */
export interface Contact {
  readonly id: string
  /** Null while no binding has come. */
  accountId: string | null
  /** When the binding in force occurred. */
  boundAt: number | null
  /** Oldest first; empty where the contact is known. */
  held: Held[]
}

export const newContact = (id: string): Contact => ({ id, accountId: null, boundAt: null, held: [] })

/** When the oldest held event must be given up; Infinity where none is held. */
export const dueOf = (contact: Contact): number => (contact.held.length === 0 ? Infinity : contact.held[0]!.at + heldForMs)
