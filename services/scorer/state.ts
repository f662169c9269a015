import { compile } from '../../core/model/model.ts'
import type { Settings } from '../../core/model/settings.ts'
import { newPartition, type Partition } from '../../core/scoring/partition.ts'
import { createAccountStore, type AccountStore } from './account-store.ts'
import { encodeMarker, restoreMarker } from './marker.ts'
import { accountKey, accountOfKey, reserved } from './state-keys.ts'

/** One record of the state topic. */
export interface StateRecord {
  readonly key: string
  readonly value: Buffer
}

/** A partition's state as it goes to, and comes back from, the state topic. */
export interface PartitionMemory {
  readonly partition: Partition
  readonly accounts: AccountStore
  /** What changed since the last call: accounts, settings where they did, and the marker last. `next`: the offset to go on with. */
  takeRecords(next: number): StateRecord[]
}

/** Reads state records in the order of the topic; `finish` gives the memory and where to go on, null where no marker was seen. */
export function startRestore(number: number, defects: ReadonlySet<string>): { add(record: StateRecord): void; finish(): { memory: PartitionMemory; next: number | null } } {
  const accounts = createAccountStore()
  const partition = newPartition(number, accounts)
  for (const key of defects) partition.defects.add(key)
  let marker: Buffer | null = null
  let settings: Buffer | null = null
  return {
    add({ key, value }) {
      const id = accountOfKey(key)
      // Copied, since the value is a slice that would keep its whole fetch response in memory.
      if (id !== null) accounts.restore(id, Buffer.from(value))
      else if (key === reserved.marker) marker = value
      else if (key === reserved.settings) settings = value
    },
    finish() {
      if (settings !== null) partition.inForce = readSettings(settings)
      for (const [id, due] of accounts.dues()) partition.timers.set(id, due)
      const next = marker === null ? null : restoreMarker(partition, marker)
      return { memory: memoryOf(partition, accounts), next }
    },
  }
}

function memoryOf(partition: Partition, accounts: AccountStore): PartitionMemory {
  let written = partition.inForce?.number ?? null
  return {
    partition,
    accounts,
    takeRecords(next) {
      const records: StateRecord[] = accounts.takeChanges().map(({ id, bytes }) => ({ key: accountKey(id), value: bytes }))
      const { inForce } = partition
      if (inForce !== null && inForce.number !== written) {
        records.push({ key: reserved.settings, value: Buffer.from(JSON.stringify({ number: inForce.number, settings: inForce.settings })) })
        written = inForce.number
      }
      records.push({ key: reserved.marker, value: encodeMarker(partition, next) })
      return records
    },
  }
}

function readSettings(value: Buffer): NonNullable<Partition['inForce']> {
  const { number, settings } = JSON.parse(value.toString()) as { number: number; settings: Settings }
  return { number, settings, model: compile(settings.model) }
}
