/**
 * What a tick costs in a scorer that holds very many accounts: the core's own code from the record to the state that is written, with 0, 100 and 10,000 accounts due, each of
 * which is read, moved in time, closes its day, is reviewed, and is encoded again. Usage: npm run bench:tick -- [accounts], default 1,000,000 (4 KB each). One core; says nothing of Kafka.
 */
import { cpus, loadavg } from 'node:os'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ModelFile } from '../core/model/model-file.ts'
import { applyEntry } from '../core/scoring/apply-entry.ts'
import type { Entry } from '../core/scoring/entry.ts'
import { newOutcome } from '../core/scoring/outcome.ts'
import { encodeAccount } from '../services/scorer/account-codec.ts'
import { startRestore } from '../services/scorer/state.ts'
import { RecordSet } from '../services/shared/kafka/record-set.ts'
import { keyOf } from '../services/shared/fold/state-keys.ts'
import { day, start, typical } from './typical-account.ts'

const many = Number(process.argv[2] ?? 1_000_000)
const minute = 60_000
/** Accounts due at the second tick, and at the third; the others are far off. */
const dues = [[100, start + 42 * day + 10 * minute], [10_000, start + 42 * day + 20 * minute]] as const
const model = parse(readFileSync(new URL('../schemas/model.yaml', import.meta.url), 'utf8')) as ModelFile
const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

const template = encodeAccount(typical('acc-0000001', 20))
const restore = startRestore(0, new Set())
for (let i = 0; i < many; i++) {
  const bytes = Buffer.from(template)
  const due = i < dues[0][0] ? dues[0][1] : i < dues[0][0] + dues[1][0] ? dues[1][1] : start + 400 * day
  // The state's second field, behind its version.
  bytes.writeDoubleLE(due, 1)
  restore.add({ key: keyOf(`acc-${i}`), value: bytes })
}
const { memory } = restore.finish()
console.log(`${cpus()[0]?.model.trim()}, load before ${loadavg()[0]!.toFixed(1)}, Node ${process.version}; ${memory.accounts.size.toLocaleString('en')} accounts, ${(process.memoryUsage().rss / 1e9).toFixed(1)} GB of RSS`)

let offset = 0
const source = { topic: 'touchpoints', partition: 0, epoch: 0, offset: 0, number: 0 } as const
const settings: Entry = { kind: 'SETTINGS', offset: offset++, timestamp: 0, source: { ...source, topic: 'settings' }, settings: { model, clock: 'wall', tickIntervalMs: 10_000, sources: [{ topic: 'touchpoints', partitions: 1 }], hash: '' } }
const progress = (timestamp: number): Entry => ({ kind: 'PROGRESS', offset: offset++, timestamp, source })
while (!applyEntry(memory.partition, settings, newOutcome(), Infinity)) continue
applyEntry(memory.partition, progress(start + 42 * day), newOutcome(), Infinity)
memory.takeRecords({ next: offset, readAt: null }, () => {})

for (const at of [start + 42 * day + minute, dues[0][1], dues[1][1]]) {
  const outcome = newOutcome()
  const since = process.cpuUsage()
  applyEntry(memory.partition, progress(at), outcome, Infinity)
  const records = new RecordSet('state', 0)
  memory.takeRecords({ next: offset, readAt: null }, (key, write, value) => records.append(key, write, value))
  const ms = cpuMs(since)
  // The marker is always there.
  const due = records.count - 1
  console.log(`tick with ${due.toLocaleString('en')} accounts due: ${ms.toFixed(2)} ms of CPU${due > 0 ? `, ${((ms * 1000) / due).toFixed(1)} µs each` : ''}; ${outcome.scores.length} closes published, ${outcome.alerts.length} steps of alerts`)
}
