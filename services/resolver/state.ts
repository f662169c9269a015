import { dueOf, newContact, type Contact } from '../../core/resolving/contact.ts'
import { newContactPartition, type ContactPartition } from '../../core/resolving/resolve.ts'
import type { Settings } from '../../core/model/settings.ts'
import type { EventEntry } from '../../core/scoring/entry.ts'
import type { Mark } from '../../core/scoring/marks.ts'
import { decodeEntry, encodeEntry } from '../shared/avro/entry.ts'
import { createReader, createWriter } from '../shared/fold/bytes.ts'
import { idOf, keyOf, reserved, type StateRecord } from '../shared/fold/state-keys.ts'
import type { Position, Restore } from '../shared/fold/take-over.ts'

/** First byte of a contact's state. */
const version = 1
const writer = createWriter()

/** A contact in compact binary form; null where nothing is left to be remembered. */
export function encodeContact(contact: Contact): Buffer | null {
  if (contact.accountId === null && contact.held.length === 0) return null
  writer.begin()
  writer.byte(version)
  writer.nullableText(contact.accountId)
  writer.nullableDouble(contact.boundAt)
  writer.count(contact.held.length)
  for (const { at, entry } of contact.held) {
    writer.double(at)
    writer.bytes(encodeEntry(entry))
  }
  return writer.take()
}

export function decodeContact(id: string, bytes: Buffer): Contact {
  const r = createReader(bytes)
  const found = r.byte()
  if (found !== version) throw new Error(`state of contact ${id} has format ${found}; this program knows up to ${version}: run a newer one`)
  return {
    ...newContact(id), accountId: r.nullableText(), boundAt: r.nullableDouble(),
    held: r.list(() => ({ at: r.double(), entry: decodeEntry({ offset: 0, value: r.bytes() }) as EventEntry })),
  }
}

/** How far a partition of by-contact is. */
interface Marker {
  readonly next: number
  /** Kafka's time of the record before it; absent in markers of before it was kept. */
  readonly readAt?: number | null
  readonly marks: Readonly<Record<string, Mark>>
  readonly tick: number | null
  readonly newest: number | null
  readonly progress: Readonly<Record<string, number>>
}

export interface ContactMemory {
  readonly partition: ContactPartition
  readonly size: () => number
  /** What changed since the last call: contacts, settings, and the marker last. */
  takeRecords(at: Position): StateRecord[]
}

/** The restore of a partition of by-contact. Contacts stay encoded until they are needed. */
export function startRestore(number: number): Restore<ContactMemory> {
  const stored = new Map<string, Buffer>()
  const changed = new Map<string, Contact>()
  const find = (id: string) => changed.get(id) ?? (stored.has(id) ? decodeContact(id, stored.get(id)!) : null)
  const partition = newContactPartition(number, { find, changed: (contact) => void changed.set(contact.id, contact) })
  let marker: Marker | null = null
  return {
    add({ key, value }) {
      const id = idOf(key)
      if (id !== null && value === null) stored.delete(id)
      else if (id !== null) stored.set(id, Buffer.from(value!))
      else if (key === reserved.marker) marker = JSON.parse(value!.toString()) as Marker
      else if (key === reserved.settings) partition.inForce = JSON.parse(value!.toString()) as { number: number; settings: Settings }
    },
    finish() {
      for (const [id, bytes] of stored) partition.timers.set(id, dueOf(decodeContact(id, bytes)))
      if (marker !== null) restoreMarker(partition, marker)
      return { memory: memoryOf(partition, stored, changed), position: marker && { next: marker.next, readAt: marker.readAt ?? null }, entries: stored.size }
    },
  }
}

function restoreMarker(p: ContactPartition, marker: Marker): void {
  for (const [source, mark] of Object.entries(marker.marks)) p.marks.set(source, mark)
  for (const [source, time] of Object.entries(marker.progress)) p.clock.progress.set(source, time)
  p.clock.tick = marker.tick ?? -Infinity
  p.clock.newest = marker.newest ?? -Infinity
}

function memoryOf(partition: ContactPartition, stored: Map<string, Buffer>, changed: Map<string, Contact>): ContactMemory {
  let written = partition.inForce?.number ?? null
  const finite = (time: number) => (time === -Infinity ? null : time)
  return {
    partition,
    size: () => stored.size,
    takeRecords(at) {
      const records: StateRecord[] = []
      for (const [id, contact] of changed) {
        const value = encodeContact(contact)
        if (value === null) stored.delete(id)
        else stored.set(id, value)
        records.push({ key: keyOf(id), value })
      }
      changed.clear()
      const { inForce, clock, marks } = partition
      if (inForce !== null && inForce.number !== written) {
        records.push({ key: reserved.settings, value: Buffer.from(JSON.stringify(inForce)) })
        written = inForce.number
      }
      const marker: Marker = { ...at, marks: Object.fromEntries(marks), tick: finite(clock.tick), newest: finite(clock.newest), progress: Object.fromEntries(clock.progress) }
      records.push({ key: reserved.marker, value: Buffer.from(JSON.stringify(marker)) })
      return records
    },
  }
}
