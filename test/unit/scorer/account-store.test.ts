import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newAccount } from '../../../core/scoring/account.ts'
import { createAccountStore } from '../../../services/scorer/account-store.ts'
import { decodeAccount, encodeAccount, writeAccount } from '../../../services/scorer/account-codec.ts'
import { RecordSet } from '../../../services/shared/kafka/record-set.ts'
import { recordsOf } from '../../helpers/records-of-set.ts'

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
    const take = () => { for (const account of store.takeChanges()) topic.set(account.id, encodeAccount(account)) }
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
  const store = createAccountStore(1)
  for (const id of ids) change(store, id)
  const state = new RecordSet('state', 0)
  for (const account of store.takeChanges()) state.append(account.id, writeAccount, account)
  const written = Buffer.from(state.content)
  // Of another partition, say: each that is opened closes others, which are encoded to be kept.
  for (let round = 0; round < 20; round++) for (const id of ids) change(store, `${id}${round}`)
  expect(state.content.equals(written)).toBe(true)
  expect(recordsOf(state).map(({ key, value }) => [key, decodeAccount(key!, value!).accepted])).toEqual(ids.map((id) => [id, 1]))
})

test('a state that does not fit where it is placed says so, and is written whole into a larger place', () => {
  const account = newAccount('a')
  for (let i = 0; i < 300; i++) account.touches.add(0, i, `event-${i}`, null)
  const whole = encodeAccount(account)
  for (let room = 0; room < whole.length; room++) {
    const buffer = Buffer.alloc(10 + room)
    expect(writeAccount(buffer, 10, account), `room for ${room} bytes`).toBeGreaterThan(buffer.length)
  }
  const buffer = Buffer.alloc(10 + 2 * whole.length, 7)
  expect(writeAccount(buffer, 10, account)).toBe(10 + whole.length)
  expect(buffer.subarray(10, 10 + whole.length).equals(whole)).toBe(true)
  expect(encodeAccount(account).equals(whole), 'what comes next is the same in memory of its own').toBe(true)
})
