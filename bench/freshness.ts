/**
 * How many rows a second the sink stores when it has to catch up, and how old an event is when ClickHouse shows it: at a steady rate, from being sent to being counted by a query, through
 * enricher, scorer and sink as processes of their own. Usage: npm run bench:freshness -- [rows] [events a second] [seconds], default 400,000, 1,000 and 40.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startParts } from '../test/faults/harness/parts.ts'
import { eventually } from '../test/helpers/eventually.ts'
import { touchPoint } from '../test/helpers/events.ts'
import { openUpstream } from '../test/helpers/inputs.ts'
import { accountScore, interaction } from '../test/helpers/outputs.ts'
import { clickhouseOf, produce } from '../test/helpers/sink.ts'
import { createSystem, type System } from '../test/helpers/system.ts'

const [rows = 400_000, rate = 1000, seconds = 40] = process.argv.slice(2).map(Number)
const [pollMs, sendMs, warmUpMs, chunk] = [100, 20, 10_000, 1000]
const folder = mkdtempSync(join(tmpdir(), 'cx-freshness-'))
const say = (line: string) => console.log(line)
const parts = await startParts(folder, say)
const addresses = { brokers: parts.brokers, registryUrl: parts.registryUrl, clickhouseUrl: parts.clickhouseUrl } as never
const open = async () => {
  const system = await createSystem(addresses, { NODE_ENV: 'production' })
  await system.setUp()
  return { system, db: clickhouseOf(parts.clickhouseUrl, system.deployment) }
}

/** Interactions and as many scores wait in the topics before the sink starts. */
async function catchUp(): Promise<void> {
  const { system, db } = await open()
  const since = Date.now() - 30 * 86_400_000
  for (let from = 0; from < rows / 2; from += chunk) {
    const of = <T>(make: (i: number) => T) => Array.from({ length: chunk }, (_, i) => make(from + i))
    await produce(system, parts.registryUrl, 'interactions', of((i) => interaction({ eventId: `e${i}`, accountId: `acc-${i % 5000}`, occurredAt: since + i * 1000 })), (from / chunk) % 2)
    await produce(system, parts.registryUrl, 'scores', of((i) => accountScore({ accountId: `acc-${i % 5000}`, at: since + i * 1000, causeEventId: `e${i}` })), (from / chunk) % 2)
  }
  const stored = async () => (await db.rows<{ n: number }>('SELECT toUInt32((SELECT count() FROM interactions) + (SELECT count() FROM score_history)) AS n'))[0]!.n
  const engineCpu = async () => (await db.rows<{ seconds: number }>('SELECT value / 1e6 AS seconds FROM system.events WHERE event = \'OSCPUVirtualTimeMicroseconds\''))[0]!.seconds
  const [load, cpuBefore] = [loadavg()[0]!, await engineCpu()]
  const sink = await system.start('sink')
  await eventually(async () => (await stored()) > 0, { timeoutMs: 120_000 })
  const [first, began] = [await stored(), performance.now()]
  await eventually(async () => (await stored()) >= rows, { timeoutMs: 1_200_000 })
  const took = (performance.now() - began) / 1000
  const perRows = (cpu: number) => `${((cpu * 100_000) / rows).toFixed(1)} CPU s`
  say(`sink, catching up (load ${load.toFixed(1)}): ${rows.toLocaleString('en')} rows, ${Math.round((rows - first) / took).toLocaleString('en')} rows/s after the first batch; `
    + `per 100,000 rows ${perRows(await sink.metric('process_cpu_seconds_total'))} of the sink and ${perRows((await engineCpu()) - cpuBefore)} of ClickHouse's engine`)
  await close(system, db)
}

/** Sends `rate` events a second, paced by the clock, each with the time at which it is sent; gives how many. */
async function send(upstream: Awaited<ReturnType<typeof openUpstream>>, began: number): Promise<number> {
  let sent = 0
  while (Date.now() < began + seconds * 1000) {
    const due = Math.floor(((Date.now() - began) / 1000) * rate) - sent
    const event = (n: number) => touchPoint({ eventId: `e${n}`, accountId: `acc-${n % 5000}`, occurredAt: Date.now(), outcome: n % 4 === 0 ? 'FAILED' : 'SUCCEEDED' })
    if (due > 0) await upstream.send('touchpoints', sent % 2, Array.from({ length: due }, (_, i) => event(sent + i)))
    sent += due
    await wait(sendMs)
  }
  return sent
}

/** Looks for rows that were not there at the last look; gives when each was sent, epoch ms. */
function watch(db: ReturnType<typeof clickhouseOf>): () => Promise<number[]> {
  const last = new Map([[0, -1], [1, -1]])
  return async () => {
    const unseen = [...last].map(([partition, offset]) => `(record_partition = ${partition} AND toInt64(record_offset) > ${offset})`).join(' OR ')
    const found = await db.rows<{ partition: number; sent: number[]; offset: number }>(`SELECT record_partition AS partition, groupArray(toFloat64(toUnixTimestamp64Milli(occurred_at))) AS sent, toFloat64(max(record_offset)) AS offset
      FROM interactions WHERE ${unseen} GROUP BY record_partition`)
    for (const { partition, offset } of found) last.set(partition, offset)
    return found.flatMap((each) => each.sent)
  }
}

async function freshness(): Promise<void> {
  const { system, db } = await open()
  for (const name of ['enricher', 'scorer', 'sink'] as const) await (await system.start(name)).ready()
  const [upstream, look, load, began] = [await openUpstream(system), watch(db), loadavg()[0]!, Date.now()]
  const [sending, ages] = [send(upstream, began), [] as number[]]
  let [seen, sent] = [0, Infinity]
  void sending.then((all) => { sent = all })
  await eventually(async () => {
    const [times, now] = [await look(), Date.now()]
    seen += times.length
    ages.push(...times.filter((at) => at > began + warmUpMs).map((at) => now - at))
    return seen >= sent
  }, { timeoutMs: (seconds + 120) * 1000, everyMs: pollMs })
  ages.sort((a, b) => a - b)
  const at = (share: number) => ages[Math.ceil(ages.length * share) - 1]
  say(`freshness at ${rate} events/s (load ${load.toFixed(1)} at the start, ${loadavg()[0]!.toFixed(1)} at the end): sent to visible in ClickHouse, looked for every ${pollMs} ms, ${ages.length} events: `
    + `p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`)
  await upstream.close()
  await close(system, db)
}

async function close(system: System, db: ReturnType<typeof clickhouseOf>): Promise<void> {
  await system.stop()
  await db.close()
}

try {
  say(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}; everything on one machine`)
  await catchUp()
  await freshness()
} finally {
  await parts.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
