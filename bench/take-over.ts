/**
 * How long partitions stand still when a scorer dies, leaves or joins, seen from outside: the largest gap between two results of a partition under a
 * steady load. Usage: npm run bench:take-over -- [rounds], default 5. Session timeout 10 s, heartbeat 1 s (the defaults).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeEvent } from '../services/shared/avro/published.ts'
import { encodeTimeline } from '../services/shared/avro/timeline.ts'
import { openKafka } from '../services/shared/kafka/client.ts'
import { openProducer } from '../services/shared/kafka/producer.ts'
import { openReader } from '../services/shared/kafka/read.ts'
import { createLog } from '../services/shared/log.ts'
import { topicOf } from '../services/topology.ts'
import { eventually } from '../test/helpers/eventually.ts'
import { start, touchPoint } from '../test/helpers/timeline.ts'
import { setUp } from '../test/faults/harness/deployment.ts'
import { createFleet } from '../test/faults/harness/fleet.ts'
import type { Instance } from '../test/faults/harness/instance.ts'
import { defaults } from '../test/faults/harness/options.ts'
import { startParts } from '../test/faults/harness/parts.ts'

const rounds = Number(process.argv[2] ?? 5)
const [deployment, partitions, everyMs] = ['moves', 4, 20]
const folder = mkdtempSync(join(tmpdir(), 'cx-moves-'))
const say = (line: string) => console.log(line)
const parts = await startParts(folder, say)
const log = createLog('cli', { level: 'warn' })
const client = openKafka({ brokers: parts.brokers, clientId: 'bench', log })
const reader = openReader(client, log)
const fleet = createFleet({ root: join(import.meta.dirname, '..'), logs: join(folder, 'logs'), deployment, env: { ...process.env, NODE_ENV: 'production' }, addressesFor: parts.addressesFor })

/** One event a partition every 20 ms, until told to stop. */
async function feed(): Promise<() => Promise<void>> {
  const cluster = client.cluster()
  const producer = await openProducer(cluster)
  const topic = topicOf(deployment, 'timeline')
  let going = true
  const record = (n: number, partition: number) => {
    const accountId = `acc-${partition}-${n % 50}`
    const event = touchPoint(`e${partition}-${n}`, start + n * 1000, { accountId, outcome: n % 5 === 0 ? 'FAILED' : 'SUCCEEDED' })
    const value = encodeTimeline({
      kind: 'TOUCH_POINT', topic: 'touchpoints', partition: 0, epoch: 0, offset: n, number: 0, timestamp: event.occurredAt, schema: 1,
      sentiment: null, emotions: [], effort: null, event: encodeEvent('TOUCH_POINT', event),
    })
    return { topic, partition, key: accountId, value }
  }
  const done = (async () => {
    for (let n = 0; going; n++) {
      const next = performance.now() + everyMs
      await producer.send(Array.from({ length: partitions }, (_, partition) => record(n, partition)))
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
  })()
  return async () => { going = false; await done; await cluster.disconnect() }
}

/** Times of a partition's results from `since` on, epoch ms. */
async function resultsSince(partition: number, since: number): Promise<number[]> {
  const times: number[] = []
  await reader.readPartition({
    topic: topicOf(deployment, 'interactions'), partition, from: 'earliest', until: 'end',
    onRecords: (records) => { for (const { timestamp } of records) if (timestamp >= since) times.push(timestamp) },
  })
  return times
}

/** The largest gap of each partition around what `act` does, ms; waits until all partitions have gone on for a second after `settled`. */
async function gapsAround(act: () => Promise<void>, settled: () => boolean): Promise<number[]> {
  const since = Date.now()
  await act()
  await eventually(settled, { timeoutMs: 60_000, everyMs: 50 })
  const from = Date.now()
  let results: number[][] = []
  await eventually(async () => {
    results = await Promise.all(Array.from({ length: partitions }, (_, partition) => resultsSince(partition, since)))
    return results.every((times) => times.length > 0 && times.at(-1)! > from + 1000)
  }, { timeoutMs: 60_000, everyMs: 200 })
  return results.map((times) => Math.max(...times.map((time, i) => time - (times[i - 1] ?? since))))
}

const of = (scorer: Instance) => fleet.held(scorer).map((each) => Number(each.split(':')[1]))
const shared = () => fleet.of('scorer').every((each) => fleet.held(each).length > 0)
  && fleet.of('scorer').reduce((sum, each) => sum + fleet.held(each).length, 0) === partitions

const seen = new Map<string, number[]>()
function note(what: string, gaps: readonly number[], moved: readonly number[]): void {
  for (const [partition, gap] of gaps.entries()) {
    const key = `${what}, partitions that ${moved.includes(partition) ? 'move' : 'stay'}`
    seen.set(key, [...(seen.get(key) ?? []), gap])
  }
}

async function round(): Promise<void> {
  const pick = () => fleet.of('scorer')[0]!
  let moved: number[] = []
  const newcomerHas = () => shared() && fleet.of('scorer').length === 2
  const join = await gapsAround(async () => { await fleet.add('scorer', 1) }, () => {
    if (!newcomerHas()) return false
    moved = of(fleet.of('scorer')[1]!)
    return true
  })
  note('a scorer joins', join, moved)
  const dying = of(pick())
  const since = fleet.now()
  const kill = await gapsAround(async () => pick().signal('SIGKILL'), () => newcomerHas() && dying.every((p) => fleet.takenSince(since).some(({ partition }) => partition.endsWith(`:${p}`))))
  note('kill -9', kill, dying)
  const leaving = of(pick())
  note('a scorer leaves', await gapsAround(() => fleet.remove(pick()), shared), leaving)
}

try {
  await setUp({ ...defaults, events: 1 }, parts, deployment)
  await fleet.add('scorer', 1)
  await fleet.all()[0]!.ready()
  const stop = await feed()
  say(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}; ${1000 / everyMs} events/s in each of ${partitions} partitions; largest gap between two results of a partition, ms`)
  for (let i = 0; i < rounds; i++) await round()
  await stop()
  for (const [what, gaps] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sorted = gaps.toSorted((a, b) => a - b)
    say(`${what.padEnd(46)} p50 ${String(sorted[sorted.length >> 1]).padStart(6)}   max ${String(sorted.at(-1)).padStart(6)}   (${sorted.length})`)
  }
} finally {
  await fleet.stop()
  await reader.close()
  await parts.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
