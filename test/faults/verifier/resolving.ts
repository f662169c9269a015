import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import type { Differences } from './differences.ts'
import { createClock, settingsOf } from './time.ts'
import { partitionOf, type Entry, type ReadLog } from './timeline.ts'
import { contractType } from './wire.ts'

const most = 100
const longestMs = 7 * 86_400_000
const typeOf = { TOUCH_POINT: contractType('touch-point'), SURVEY: contractType('survey'), ACCOUNT: contractType('crm') } as const
type Named = TouchPointEvent | SurveyEvent | CrmEvent

interface Contact {
  accountId: string | null
  boundAt: number
  held: { readonly since: number; readonly entry: Entry }[]
}

/** What resolving by-contact comes to. */
export interface Resolved {
  /** Events that were not resolved in time, as failureIds without the deployment. */
  readonly unknown: string[]
  /** Events that still wait. */
  readonly waiting: number
}

/**
 * Resolves by-contact from its log alone (architecture.md, "The resolver") and compares with what stands in the timeline: each release once, with the
 * position that released it, its event and its account; nothing else.
 */
export function checkResolving(byContact: ReadLog, timeline: ReadLog, differences: Differences): Resolved {
  const found = new Map<string, { readonly entry: Entry; readonly partition: number }>()
  timeline.partitions.forEach((entries, partition) => {
    const released = entries.filter(({ topic, kind, repeat }) => topic === 'by-contact' && kind !== 'PROGRESS' && !repeat)
    for (const entry of released) found.set(`${entry.partition}:${entry.offset}:${entry.number}`, { entry, partition })
  })
  const resolved: Resolved & { waiting: number } = { unknown: [], waiting: 0 }
  byContact.partitions.forEach((entries, q) => {
    const release = (by: Entry, number: number, entry: Entry, accountId: string) => {
      const id = `${q}:${by.at}:${number}`
      const there = found.get(id)
      found.delete(id)
      const what = `by-contact ${q}:${entry.at} (${entry.key}), released by ${q}:${by.at}`
      if (!there) return differences.add('every event of a known contact is in the timeline', what)
      const type = typeOf[entry.kind as keyof typeof typeOf]
      const body = type.toBuffer({ ...(type.fromBuffer(entry.event) as Named), accountId })
      const same = there.entry.kind === entry.kind && there.entry.timestamp === entry.timestamp && there.entry.sentiment === entry.sentiment
        && there.entry.event.equals(body)
      if (!same || there.entry.key !== accountId || there.partition !== partitionOf(accountId, timeline.partitions.length)) {
        differences.add('a resolved event says what came in', `by-contact ${id} at timeline ${there.partition}:${there.entry.at}`)
      }
    }
    resolved.waiting += resolvePartition(entries, release, (entry) => resolved.unknown.push(`${entry.topic}:${entry.partition}:${entry.offset}`))
  })
  for (const [id, { partition, entry }] of found) differences.add('by-contact releases nothing else', `${id} (${entry.key}) at timeline ${partition}:${entry.at}`)
  return resolved
}

type Release = (by: Entry, number: number, entry: Entry, accountId: string) => void

/** Gives how many events wait at the end. */
function resolvePartition(entries: readonly Entry[], release: Release, giveUp: (entry: Entry) => void): number {
  const settings = settingsOf(entries)
  const clock = createClock(settings, 'by-contact')
  const contacts = new Map<string, Contact>()
  const waiting = new Set<Contact>()
  for (const entry of entries) {
    if (entry.kind === 'SETTINGS' || entry.repeat) continue
    clock.pass(entry)
    for (const contact of waiting) {
      while (contact.held.length > 0 && contact.held[0]!.since + longestMs <= clock.tick) giveUp(contact.held.shift()!.entry)
      if (contact.held.length === 0) waiting.delete(contact)
    }
    if (entry.kind === 'PROGRESS') continue
    const contact = contacts.get(entry.key!) ?? { accountId: null, boundAt: -Infinity, held: [] }
    contacts.set(entry.key!, contact)
    if (entry.kind === 'ACCOUNT') bind(contact, entry, release)
    else if (contact.accountId !== null) release(entry, 0, entry, contact.accountId)
    else if (contact.held.length >= most) giveUp(entry)
    else {
      const now = settings.clock === 'log' ? clock.newest : Math.max(clock.tick, entry.timestamp)
      contact.held.push({ entry, since: Math.max(contact.held.at(-1)?.since ?? -Infinity, now) })
      waiting.add(contact)
    }
  }
  return [...contacts.values()].reduce((sum, { held }) => sum + held.length, 0)
}

function bind(contact: Contact, entry: Entry, release: Release): void {
  const { accountId, occurredAt } = typeOf.ACCOUNT.fromBuffer(entry.event) as CrmEvent
  if (occurredAt >= contact.boundAt) {
    contact.accountId = accountId
    contact.boundAt = occurredAt
  }
  release(entry, 0, entry, accountId)
  contact.held.forEach((held, i) => release(entry, i + 1, held.entry, contact.accountId!))
  contact.held = []
}
