import { describe, expect, it } from 'vitest'
import { heldBytes, heldEvents, heldForMs } from '../../../core/resolving/contact.ts'
import { newResolved, progressOf, resolveEntry, type ContactPartition, type Resolved } from '../../../core/resolving/resolve.ts'
import type { Entry } from '../../../core/scoring/entry.ts'
import type { StateRecord } from '../../../services/shared/fold/state-keys.ts'
import { decodeContact, encodeContact, startRestore } from '../../../services/resolver/state.ts'
import { createTimeline, day, settingsOf, shippedModel, start, touchPoint } from '../../helpers/timeline.ts'

const bound = (id: string, at: number, accountId: string, contactId = 'c') =>
  ({ eventId: id, occurredAt: at, source: 'crm', kind: 'CONTACT_UPSERTED', accountId, contactId, account: null }) as const
const anonymous = (id: string, at: number, contactId = 'c') => touchPoint(id, at, { accountId: null, contactId })

/** Resolves a log, with memory restored from state records after every entry where `cut` is set. */
function run(entries: readonly Entry[], cut = false): Resolved & { progress: number | null; memory: ContactPartition } {
  const topic = new Map<string, Buffer | null>()
  let { memory } = startRestore(0).finish()
  const all = newResolved()
  for (const entry of entries) {
    for (let done = false; !done; ) {
      const out = newResolved()
      done = resolveEntry(memory.partition, entry, out, cut ? 1 : Infinity)
      all.releases.push(...out.releases)
      all.failures.push(...out.failures)
      all.counts.held += out.counts.held
      all.counts.repeats += out.counts.repeats
      if (!cut) continue
      for (const { key, value } of memory.takeRecords({ next: entry.offset, readAt: entry.timestamp })) topic.set(key, value)
      const restore = startRestore(0)
      for (const [key, value] of topic) restore.add({ key, value } as StateRecord)
      memory = restore.finish().memory
    }
  }
  return { ...all, progress: progressOf(memory.partition), memory: memory.partition }
}
const released = (r: Resolved) => r.releases.map((x) => [x.accountId, x.offset, x.number, x.entry.event && ('eventId' in x.entry.event ? x.entry.event.eventId : '')])

describe('the resolver', () => {
  it('holds what comes before its contact is known, and releases it in order behind the binding, with running numbers', () => {
    const t = createTimeline()
    t.touchPoint(anonymous('e1', start))
    t.touchPoint(anonymous('e2', start + 1))
    t.crm(bound('b1', start, 'acme') as never)
    t.touchPoint(anonymous('e3', start + 2))
    expect(released(run(t.entries))).toEqual([['acme', 3, 0, 'b1'], ['acme', 3, 1, 'e1'], ['acme', 3, 2, 'e2'], ['acme', 4, 0, 'e3']])
  })

  it('goes by the binding with the latest occurredAt, on a tie by the later arrival', () => {
    const t = createTimeline()
    t.crm(bound('b1', start + day, 'new') as never)
    t.crm(bound('b2', start, 'old') as never)
    t.touchPoint(anonymous('e1', start))
    t.crm(bound('b3', start + day, 'newer') as never)
    t.touchPoint(anonymous('e2', start))
    expect(run(t.entries).releases.filter((r) => r.entry.kind === 'TOUCH_POINT').map((r) => r.accountId)).toEqual(['new', 'newer'])
  })

  it('gives up what waited for seven days, and what is one too many', () => {
    const t = createTimeline()
    for (let i = 0; i <= heldEvents; i++) t.touchPoint(anonymous(`e${i}`, start))
    const full = run(t.entries)
    expect(full.failures.map((f) => f.failure.code)).toEqual(['contact.unknown'])
    expect(full.failures[0]!.entry.offset).toBe(heldEvents + 1)
    t.touchPoint(anonymous('late', start + heldForMs + 60_000, 'other'))
    expect(run(t.entries).failures).toHaveLength(heldEvents + 1)
    t.crm(bound('b1', start, 'acme') as never)
    expect(released(run(t.entries))).toEqual([['acme', heldEvents + 3, 0, 'b1']])
  })

  it('holds no more of a contact than one record of its state may have', () => {
    const t = createTimeline()
    for (let i = 0; i < heldEvents; i++) t.touchPoint({ ...anonymous(`e${i}`, start), text: i % 2 === 0 ? 'é'.repeat(15_000) : 'a'.repeat(30_000) })
    t.touchPoint({ ...anonymous('large', start, 'other'), text: 'x'.repeat(500_000) })
    const { failures, counts, memory } = run(t.entries)
    expect(counts.held).toBe(35)
    expect(failures.map(({ failure }) => failure.reason)).toEqual(Array(heldEvents - 34).fill('no account is known for contactId, and as many of its events (34) wait already as there is room for'))
    for (const id of ['c', 'other']) {
      const bytes = encodeContact(memory.contacts.find(id)!)!.length
      expect(bytes).toBeLessThan(heldBytes)
      expect(bytes, 'hardly less than is allowed').toBeGreaterThan(id === 'c' ? 0.9 * heldBytes : 500_000)
    }
  })

  it('says the same after a restore at every record', () => {
    const t = createTimeline()
    for (let i = 0; i < 300; i++) {
      const contact = `c${i % 7}`
      if (i % 41 === 40) t.crm(bound(`b${i}`, start + i, `acc-${i % 3}`, contact) as never)
      else t.touchPoint(anonymous(`e${i}`, start + i * 7_200_000, contact))
    }
    const [whole, cut] = [run(t.entries), run(t.entries, true)]
    expect(released(cut)).toEqual(released(whole))
    expect(cut.failures.map((f) => f.entry.source.offset)).toEqual(whole.failures.map((f) => f.entry.source.offset))
    expect(whole.failures.length).toBeGreaterThan(0)
  })

  it('passes over what a writer wrote again', () => {
    const t = createTimeline()
    t.crm(bound('b1', start, 'acme') as never)
    t.entries.push({ ...t.entries[1]!, offset: 2 })
    expect(run(t.entries)).toMatchObject({ counts: { repeats: 1 } })
    expect(run(t.entries).releases).toHaveLength(1)
  })

  it('has progress once all inputs have, by-contact itself not counted', () => {
    const sources = [{ topic: 'touchpoints', partitions: 2 }, { topic: 'by-contact', partitions: 4 }]
    const t = createTimeline(settingsOf(shippedModel(), { clock: 'wall', sources }))
    t.progress(start + 50_000, 0)
    expect(run(t.entries).progress).toBeNull()
    t.progress(start + 30_000, 1)
    expect(run(t.entries).progress).toBe(start + 30_000)
  })

  it('keeps a contact as it was through its bytes, and nothing of one that is forgotten', () => {
    const t = createTimeline()
    t.touchPoint(anonymous('e1', start), 0.5)
    const contact = { id: 'c', accountId: null, boundAt: null, held: [{ at: start, entry: t.entries[1] as never }] }
    const decoded = decodeContact('c', encodeContact(contact)!)
    expect(decoded).toEqual({ ...contact, held: [{ at: start, entry: { ...t.entries[1]!, offset: 0 } }] })
    expect(encodeContact({ ...contact, held: [] })).toBeNull()
  })
})
