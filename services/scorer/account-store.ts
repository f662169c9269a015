import type { Account } from '../../core/scoring/account.ts'
import type { Accounts } from '../../core/scoring/partition.ts'
import { decodeAccount, dueOf, encodeAccount } from './account-codec.ts'

export interface AccountStore extends Accounts {
  /** Puts stored state in place, e.g. on a restore. */
  restore(id: string, bytes: Buffer): void
  /** What changed since the last call, encoded, in the order of the first change. */
  takeChanges(): { readonly id: string; readonly bytes: Buffer }[]
  /** Every account with its due time, as stored. */
  dues(): Iterable<readonly [id: string, due: number]>
  readonly size: number
}

/**
 * Accounts in memory as the bytes that are also in the state topic; those lately used stay decoded. So memory follows the compact form,
 * and a restore copies bytes. `openLimit`: how many accounts stay decoded, at least; at most twice as many.
 */
export function createAccountStore(openLimit = 20_000): AccountStore {
  const stored = new Map<string, Buffer>()
  const changed = new Map<string, Account>()
  let open = new Map<string, Account>()
  let older = new Map<string, Account>()

  const keepOpen = (account: Account) => {
    if (open.size >= openLimit) {
      older = open
      open = new Map()
    }
    open.set(account.id, account)
  }
  return {
    find(id) {
      const known = open.get(id) ?? changed.get(id)
      if (known !== undefined) return known
      const bytes = stored.get(id)
      const account = older.get(id) ?? (bytes === undefined ? null : decodeAccount(id, bytes))
      if (account !== null) keepOpen(account)
      return account
    },
    changed(account) {
      if (!changed.has(account.id)) changed.set(account.id, account)
      if (!open.has(account.id)) keepOpen(account)
    },
    ids: () => [...new Set([...stored.keys(), ...changed.keys()])].sort(),
    restore: (id, bytes) => void stored.set(id, bytes),
    takeChanges() {
      const records = [...changed].map(([id, account]) => ({ id, bytes: encodeAccount(account) }))
      for (const { id, bytes } of records) stored.set(id, bytes)
      changed.clear()
      return records
    },
    *dues() {
      for (const [id, bytes] of stored) yield [id, dueOf(bytes)] as const
    },
    get size() {
      return stored.size
    },
  }
}
