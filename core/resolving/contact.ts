import type { EventEntry } from '../scoring/entry.ts'

/** So many events of a contact that is not known yet are held, for so long (log time of by-contact). */
export const heldEvents = 100
/** And no more than so many bytes of them: a contact is one record of the state, which takes 2 MiB, and an event has half a MiB at most. */
export const heldBytes = 1024 * 1024
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

/** Whether the contact has room for one more event. */
export const hasRoomFor = (contact: Contact, { event }: EventEntry): boolean =>
  contact.held.length < heldEvents && contact.held.reduce((sum, { entry }) => sum + bytesOf(entry.event), bytesOf(event)) <= heldBytes

/** At least as many bytes as the value takes in Avro: names of fields are counted for the lengths, numbers and unions that are not. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return bytesOfText(value)
  if (typeof value !== 'object' || value === null) return 10
  return Object.entries(value).reduce((sum, [name, each]) => sum + bytesOfText(name) + bytesOf(each), 10)
}

/** In UTF-8, with its length before it. A half of a surrogate pair has three bytes there, as it has where it stands alone. */
function bytesOfText(text: string): number {
  let bytes = 5
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
  }
  return bytes
}

/** When the oldest held event must be given up; Infinity where none is held. */
export const dueOf = (contact: Contact): number => (contact.held.length === 0 ? Infinity : contact.held[0]!.at + heldForMs)
