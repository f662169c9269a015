import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newAccount } from '../../../core/scoring/account.ts'
import { createAccountStore } from '../../../services/scorer/account-store.ts'

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
