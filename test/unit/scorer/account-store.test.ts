import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newAccount } from '../../../core/scoring/account.ts'
import { createAccountStore } from '../../../services/scorer/account-store.ts'
import { createWriter } from '../../../services/shared/fold/bytes.ts'
import { Slabs } from '../../../services/shared/slabs.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** Raises an account's count by one, as an event would. */
function change(store: ReturnType<typeof createAccountStore>, id: string): void {
  const account = store.find(id) ?? newAccount(id)
  account.accepted++
  store.changed(account)
}

test('accounts are what they were last changed to, however few stay open', () => {
  const steps = fc.array(fc.oneof(fc.constantFrom(...ids).map((id) => ({ kind: 'change', id })), fc.constantFrom(...ids).map((id) => ({ kind: 'find', id })), fc.constant({ kind: 'take', id: '' })), { maxLength: 200 })
  fc.assert(fc.property(steps, fc.integer({ min: 1, max: 4 }), (all, openLimit) => {
    const store = createAccountStore(openLimit)
    const expected = new Map<string, number>()
    const topic = new Map<string, Buffer>()
    const take = () => { for (const { id, bytes } of store.takeChanges()) topic.set(id, Buffer.from(bytes)) }
    for (const { kind, id } of all) {
      if (kind === 'take') take()
      else if (kind === 'find') expect(store.find(id)?.accepted).toBe(expected.get(id))
      else {
        change(store, id)
        expected.set(id, (expected.get(id) ?? 0) + 1)
      }
    }
    take()
    expect(store.takeChanges()).toEqual([])
    expect(store.ids()).toEqual([...expected.keys()].sort())
    expect(store.size).toBe(expected.size)
    const restored = createAccountStore(openLimit)
    for (const [id, bytes] of topic) restored.restore(id, bytes)
    for (const [id, accepted] of expected) for (const each of [store, restored]) expect(each.find(id)!.accepted).toBe(accepted)
  }))
})

test('an account that is closed while a batch is on its way writes nothing into the memory of that batch', () => {
  const slabs = new Slabs()
  const store = createAccountStore(1)
  for (const id of ids) change(store, id)
  const state = store.takeChanges(slabs).map(({ bytes }) => ({ bytes, copy: Buffer.from(bytes) }))
  // As an alert, which is encoded behind the state, and sent once the coordinator has answered.
  slabs.room(4096).fill(7, slabs.used, slabs.used + 4096)
  const alert = slabs.share(slabs.used + 4096)
  // Of another partition, say: each that is opened closes others, which are encoded to be kept.
  for (let round = 0; round < 20; round++) for (const id of ids) change(store, `${id}${round}`)
  expect(alert.every((byte) => byte === 7)).toBe(true)
  for (const { bytes, copy } of state) expect(bytes.equals(copy)).toBe(true)
})

test('a writer that has shared a value writes the next one, without being told where, into memory of its own', () => {
  const slabs = new Slabs()
  const writer = createWriter()
  writer.into(slabs)
  writer.text('shared')
  writer.share()
  slabs.room(100).fill(7, slabs.used, slabs.used + 100)
  const next = slabs.share(slabs.used + 100)
  writer.text('kept')
  expect(writer.take().toString('latin1', 1)).toBe('kept')
  writer.text('kept')
  expect(writer.take().toString('latin1', 1)).toBe('kept')
  expect(next.every((byte) => byte === 7)).toBe(true)
})
