import type { Account } from '../../core/scoring/account.ts'
import type { Accounts } from '../../core/scoring/partition.ts'
import { decodeAccount, dueOf, encodeAccount } from './account-codec.ts'

export interface AccountStore extends Accounts {
  /** Puts stored state in place, e.g. on a restore. The bytes are kept as they are. */
  restore(id: string, bytes: Buffer): void
  /** How many accounts changed since the last taking. */
  readonly changes: number
  /** What changed since the last call, in the order of the first change. To be looked at before anything else is changed. */
  takeChanges(): Account[]
  /** Every account that was restored with its due time, before any is found or changed. */
  dues(): Iterable<readonly [id: string, due: number]>
  readonly size: number
}

/** How many accounts are closed when one is opened: more than one, so that the older half is closed before the younger is full. */
const closedAtOnce = 2

/**
 * Accounts in memory: those lately used as objects, all others as the bytes that are also in the state topic. So memory follows the compact form, and a
 * restore copies bytes. `openLimit`: how many stay open, at least; at most twice as many. Others are closed one by one: no pause grows with their number.
 */
export function createAccountStore(openLimit = 20_000): AccountStore {
  const stored = new Map<string, Buffer>()
  const changed = new Map<string, Account>()
  let open = new Map<string, Account>()
  let older = new Map<string, Account>()
  let closing = older.values()
  let size = 0

  const keepOpen = (account: Account) => {
    if (open.size >= openLimit) {
      older = open
      // One walk over all: begun anew each time, it would pass all that is gone already.
      closing = older.values()
      open = new Map()
    }
    open.set(account.id, account)
    for (let i = 0; i < closedAtOnce; i++) close(closing.next().value)
  }
  const close = (account: Account | undefined) => {
    if (account === undefined) return
    const { id } = account
    older.delete(id)
    // Bytes that are still there are those that it was opened from: it has not been changed since.
    if (!open.has(id) && !changed.has(id) && !stored.has(id)) stored.set(id, encodeAccount(account))
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
      const { id } = account
      const isOpen = open.has(id)
      if (!isOpen && !changed.has(id) && !older.has(id) && !stored.has(id)) size++
      changed.set(id, account)
      if (!isOpen) keepOpen(account)
    },
    ids: () => [...new Set([...stored.keys(), ...older.keys(), ...open.keys(), ...changed.keys()])].sort(),
    restore(id, bytes) {
      if (!stored.has(id)) size++
      stored.set(id, bytes)
    },
    takeChanges() {
      const accounts = [...changed.values()]
      for (const account of accounts) {
        const { id } = account
        if (open.has(id) || older.has(id)) stored.delete(id)
        else stored.set(id, encodeAccount(account))
      }
      changed.clear()
      return accounts
    },
    *dues() {
      for (const [id, bytes] of stored) yield [id, dueOf(bytes)] as const
    },
    get changes() {
      return changed.size
    },
    get size() {
      return size
    },
  }
}
