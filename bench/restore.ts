/**
 * How fast a scorer gets its state back: writes accounts to the state topic of a deployment of its own, starts the real scorer, and reads from its log what
 * the restores took. Usage: npm run bench:restore -- [accounts], default 60,000. State: ten drivers, full closes, twenty remembered ids an account.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKafka } from '../services/shared/kafka/client.ts'
import { partitionFor } from '../services/shared/kafka/partitioner.ts'
import { openProducer } from '../services/shared/kafka/producer.ts'
import { createLog } from '../services/shared/log.ts'
import { topicOf } from '../services/topology.ts'
import { encodeAccount } from '../services/scorer/account-codec.ts'
import { eventually } from '../test/helpers/eventually.ts'
import { setUp } from '../test/faults/harness/deployment.ts'
import { Instance } from '../test/faults/harness/instance.ts'
import { defaults } from '../test/faults/harness/options.ts'
import { startParts } from '../test/faults/harness/parts.ts'
import { typical } from './typical-account.ts'

const accounts = Number(process.argv[2] ?? 60_000)
const [deployment, partitions] = ['restore', 4]
const folder = mkdtempSync(join(tmpdir(), 'cx-restore-'))
const say = (line: string) => console.log(line)
const parts = await startParts(folder, say)

async function writeState(): Promise<void> {
  const cluster = openKafka({ brokers: parts.brokers, clientId: 'bench', log: createLog('cli', { level: 'warn' }) }).cluster()
  const producer = await openProducer(cluster)
  const topic = topicOf(deployment, 'scorer-state')
  const value = encodeAccount(typical('acc-0000001', 20))
  for (let from = 0; from < accounts; from += 500) {
    await producer.send(Array.from({ length: Math.min(500, accounts - from) }, (_, i) => ({ topic, partition: partitionFor(`acc-${from + i}`, partitions), key: `acc-${from + i}`, value })))
  }
  await cluster.disconnect()
}

interface Restored { readonly entries: number; readonly bytes: number; readonly seconds: number }

async function restoreAll(round: number): Promise<void> {
  const restored: Restored[] = []
  const logs = join(folder, `round-${round}`)
  const env = { ...process.env, NODE_ENV: 'production', CX_DEPLOYMENT: deployment, ...parts.addressesFor('scorer'), KAFKA_BROKERS: parts.brokers.join() }
  const scorer = new Instance({
    service: 'scorer', number: round, root: join(import.meta.dirname, '..'), env, logs,
    onLine: (_, { event, fields }) => { if (event === 'partition.restored') restored.push(fields as unknown as Restored) },
    onDeath: (_, how) => { throw new Error(`the scorer ended: ${how}`) },
  })
  const since = performance.now()
  await scorer.start()
  await scorer.ready()
  const seconds = (performance.now() - since) / 1000
  await eventually(() => { scorer.poll(); return restored.length === partitions })
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${scorer.pid}/status`, 'utf8'))?.[1]) / 1024
  const bytes = restored.reduce((sum, each) => sum + each.bytes, 0)
  const longest = Math.max(...restored.map((each) => each.seconds))
  say(`round ${round}: ${restored.reduce((sum, each) => sum + each.entries, 0)} accounts, ${(bytes / 1e6).toFixed(0)} MB in ${longest.toFixed(2)} s: ${(bytes / 1e6 / longest).toFixed(0)} MB/s, `
    + `${Math.round(accounts / longest)} accounts/s; process start to ready ${seconds.toFixed(2)} s; ${rss.toFixed(0)} MB RSS`)
  await scorer.stop()
}

try {
  await setUp(defaults, parts, deployment)
  await writeState()
  say(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}: ${accounts} accounts in ${partitions} partitions, one scorer`)
  for (const round of [1, 2, 3]) await restoreAll(round)
} finally {
  await parts.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
