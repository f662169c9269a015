import { compile } from '../../core/model/model.ts'
import type { Settings } from '../../core/model/settings.ts'
import { newPartition, type Partition } from '../../core/scoring/partition.ts'
import { createAccountStore, type AccountStore } from './account-store.ts'
import { encodeMarker, restoreMarker } from './marker.ts'
import { restoreSource, takeSourceRecords } from './sources-codec.ts'
import { idOf, keyOf, reserved } from '../shared/fold/state-keys.ts'
import type { Position, Restore } from '../shared/fold/take-over.ts'
import { writeWhole, type WriteValue } from '../shared/kafka/record-set.ts'
import { writeAccount } from './account-codec.ts'

/** A partition's state as it goes to, and comes back from, the state topic. */
export interface PartitionMemory {
  readonly partition: Partition
  readonly accounts: AccountStore
  /** Tells what changed since the last call: accounts, sources, settings where they did, and the marker last. */
  takeRecords(at: Position, tell: TellRecord): void
}

/** One record of the state topic. */
export type TellRecord = <T>(key: string, write: WriteValue<T>, value: T | null) => void

/** The restore of a scorer partition; `defects`: what the core failed on before; `speaksFor`: of which sources' outages this partition tells; `openAccounts`: see the account store. */
export function startRestore(number: number, defects: ReadonlySet<string>, speaksFor?: (source: string) => boolean, openAccounts?: number): Restore<PartitionMemory> {
  const accounts = createAccountStore(openAccounts)
  const partition = newPartition(number, accounts, speaksFor)
  for (const key of defects) partition.defects.add(key)
  let marker: Buffer | null = null
  let settings: Buffer | null = null
  return {
    add({ key, value }) {
      if (value === null) return
      const id = idOf(key)
      // Copied, since the value is a slice that would keep its whole fetch response in memory.
      if (id !== null) accounts.restore(id, Buffer.from(value))
      else if (key === reserved.marker) marker = value
      else if (key === reserved.settings) settings = value
      else restoreSource(partition.sources, key, value)
    },
    finish() {
      if (settings !== null) partition.inForce = readSettings(settings)
      for (const [id, due] of accounts.dues()) partition.timers.set(id, due)
      const position = marker === null ? null : restoreMarker(partition, marker)
      return { memory: memoryOf(partition, accounts), position, entries: accounts.size }
    },
  }
}

function memoryOf(partition: Partition, accounts: AccountStore): PartitionMemory {
  let written = partition.inForce?.number ?? null
  return {
    partition,
    accounts,
    takeRecords(at, tell) {
      for (const account of accounts.takeChanges()) tell(keyOf(account.id), writeAccount, account)
      for (const { key, value } of takeSourceRecords(partition.sources)) tell(key, writeWhole, value)
      const { inForce } = partition
      if (inForce !== null && inForce.number !== written) {
        tell(reserved.settings, writeWhole, Buffer.from(JSON.stringify({ number: inForce.number, settings: inForce.settings })))
        written = inForce.number
      }
      tell(reserved.marker, writeWhole, encodeMarker(partition, at))
    },
  }
}

function readSettings(value: Buffer): NonNullable<Partition['inForce']> {
  const { number, settings } = JSON.parse(value.toString()) as { number: number; settings: Settings }
  return { number, settings, model: compile(settings.model) }
}
