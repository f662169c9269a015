import type { Failure } from '../failures.ts'
import type { Settings } from '../model/settings.ts'
import { newClock, sourceTime, tickWith, type Clock } from '../scoring/clock.ts'
import type { Entry, EventEntry } from '../scoring/entry.ts'
import { isRepeat, raise, type Marks } from '../scoring/marks.ts'
import { createTimers, type Timers } from '../scoring/timers.ts'
import { dueOf, hasRoomFor, heldForMs, newContact, type Contact } from './contact.ts'

/** The contacts of one partition; how they are kept is the owner's business. */
export interface Contacts {
  find(id: string): Contact | null
  changed(contact: Contact): void
}

/** Everything that resolving knows of one partition of by-contact. */
export interface ContactPartition {
  readonly number: number
  readonly contacts: Contacts
  readonly timers: Timers
  readonly marks: Marks
  readonly clock: Clock
  inForce: { readonly number: number; readonly settings: Settings } | null
}

export const newContactPartition = (number: number, contacts: Contacts): ContactPartition => ({
  number, contacts, timers: createTimers(), marks: new Map(), clock: newClock(), inForce: null,
})

/** An event whose account is known now. `offset` is that of the by-contact record that released it, `number` counts what one record releases. */
export interface Release {
  readonly entry: EventEntry
  readonly accountId: string
  readonly offset: number
  readonly number: number
}

export interface Resolved {
  readonly releases: Release[]
  readonly failures: { readonly failure: Failure; readonly entry: EventEntry }[]
  readonly counts: { held: number; repeats: number }
}

export const newResolved = (): Resolved => ({ releases: [], failures: [], counts: { held: 0, repeats: 0 } })
export const sizeOf = (r: Resolved): number => r.releases.length + r.failures.length

/**
 * Applies one record of by-contact. Pure but for the partition handed in. False where `out` reached `limit` records inside the record: call again
 * with the same entry and a new outcome.
 */
export function resolveEntry(p: ContactPartition, entry: Entry, out: Resolved, limit: number): boolean {
  if (entry.kind === 'SETTINGS') {
    if (p.inForce === null || entry.source.offset > p.inForce.number) p.inForce = { number: entry.source.offset, settings: withoutUs(entry.settings) }
    return true
  }
  if (p.inForce === null) throw new Error(`record ${entry.offset} of by-contact partition ${p.number} comes before any settings; run the set-up job`)
  if (entry.kind !== 'PROGRESS' && isRepeat(p.marks, entry.source)) {
    out.counts.repeats++
    return true
  }
  const tick = tickWith(p.clock, entry, p.inForce.settings)
  if (!giveUpDue(p, tick, out, limit)) return false
  p.clock.tick = tick
  if (entry.kind === 'PROGRESS') return true
  if (entry.kind === 'ACCOUNT') bind(p, entry, out)
  else resolve(p, entry, out)
  raise(p.marks, entry.source)
  return true
}

/** What comes here comes from the inputs; by-contact itself is a source of the timeline only. */
const withoutUs = (settings: Settings): Settings => ({ ...settings, sources: settings.sources.filter(({ topic }) => topic !== 'by-contact') })

/** CONTACT_UPSERTED: the binding with the latest occurredAt wins, on a tie the later arrival. What was held is released behind it, in order. */
function bind(p: ContactPartition, entry: Extract<Entry, { kind: 'ACCOUNT' }>, out: Resolved): void {
  const { accountId, contactId, occurredAt } = entry.event
  const contact = p.contacts.find(contactId!) ?? newContact(contactId!)
  if (contact.boundAt === null || occurredAt >= contact.boundAt) {
    contact.accountId = accountId
    contact.boundAt = occurredAt
  }
  out.releases.push({ entry, accountId, offset: entry.offset, number: 0 })
  contact.held.forEach((held, i) => out.releases.push({ entry: held.entry, accountId: contact.accountId!, offset: entry.offset, number: i + 1 }))
  contact.held = []
  keep(p, contact)
}

/** When an event came, in the log's time; within one contact it does not fall. */
const logTime = (p: ContactPartition, entry: EventEntry): number =>
  p.inForce!.settings.clock === 'log' ? p.clock.newest : Math.max(p.clock.tick, entry.timestamp)

function resolve(p: ContactPartition, entry: EventEntry, out: Resolved): void {
  const contactId = 'contactId' in entry.event ? entry.event.contactId! : ''
  const contact = p.contacts.find(contactId) ?? newContact(contactId)
  if (contact.accountId !== null) {
    out.releases.push({ entry, accountId: contact.accountId, offset: entry.offset, number: 0 })
  } else if (hasRoomFor(contact, entry)) {
    contact.held.push({ at: Math.max(contact.held.at(-1)?.at ?? -Infinity, logTime(p, entry)), entry })
    out.counts.held++
    keep(p, contact)
  } else {
    out.failures.push({ failure: unknown(`no account is known for contactId, and as many of its events (${contact.held.length}) wait already as there is room for`), entry })
  }
}

/** Held events that waited too long, in the order of (due time, contact id). */
function giveUpDue(p: ContactPartition, tick: number, out: Resolved, limit: number): boolean {
  for (;;) {
    const next = p.timers.first(tick)
    if (next === null) return true
    if (sizeOf(out) >= limit) return false
    const contact = p.contacts.find(next.id)!
    const late = contact.held.filter(({ at }) => at + heldForMs <= next.due)
    for (const { entry } of late) out.failures.push({ failure: unknown('no account became known for contactId within 7 days'), entry })
    contact.held = contact.held.filter(({ at }) => at + heldForMs > next.due)
    keep(p, contact)
  }
}

function keep(p: ContactPartition, contact: Contact): void {
  p.contacts.changed(contact)
  p.timers.set(contact.id, dueOf(contact))
}

const unknown = (reason: string): Failure => ({ step: 'identify', code: 'contact.unknown', reason })

/** Up to when all events that could still come here were read, by the progress of the inputs; null where that is not said (clock `log`, or too early). */
export function progressOf(p: ContactPartition): number | null {
  if (p.inForce === null || p.inForce.settings.clock !== 'wall') return null
  const time = sourceTime(p.clock, p.inForce.settings)
  return time === -Infinity ? null : time
}
