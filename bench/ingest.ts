/**
 * How many events one ingest process takes, and how long a request waits: autocannon over loopback, batches of 1 and 100, then a count of what is in the log.
 * Usage: npm run bench:ingest -- [seconds], default 10 for each batch size.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { freePort } from '../infra/local/ports.ts'
import { setUp } from '../test/faults/harness/deployment.ts'
import { defaults } from '../test/faults/harness/options.ts'
import { startParts } from '../test/faults/harness/parts.ts'
import { createSystem } from '../test/helpers/system.ts'

const seconds = Number(process.argv[2] ?? 10)
const folder = mkdtempSync(join(tmpdir(), 'cx-ingest-bench-'))
const say = (line: string) => console.log(line)
const parts = await startParts(folder, say)
const event = (i: number) => ({ occurredAt: Date.now(), source: 'bench', accountId: `acc-${i % 5000}`, touchPoint: 'support.call', stage: 'SUPPORT', channel: 'phone', outcome: 'SUCCEEDED', measures: { waitSeconds: 40 }, text: 'Quick and friendly, thank you.' })

try {
  const system = await createSystem({ brokers: parts.brokers, registryUrl: parts.registryUrl, clickhouseUrl: parts.clickhouseUrl } as never)
  await setUp({ ...defaults, events: 1 }, parts, system.deployment)
  const port = String(await freePort())
  const ingest = await system.start('ingest', { INGEST_PORT: port })
  await ingest.ready()
  say(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}; load, ingest and broker on the same machine`)
  let acknowledged = 0
  for (const [batch, connections] of [[1, 32], [100, 8]] as const) {
    const body = JSON.stringify(batch === 1 ? event(0) : Array.from({ length: batch }, (_, i) => event(i)))
    const cpuBefore = await ingest.metric('process_cpu_seconds_total')
    const run = await autocannon({ url: `http://127.0.0.1:${port}/v1/touchpoints`, method: 'POST', headers: { 'content-type': 'application/json' }, body, connections, duration: seconds })
    acknowledged += run['2xx'] * batch
    const cpu = (await ingest.metric('process_cpu_seconds_total')) - cpuBefore
    say(`batches of ${String(batch).padStart(3)}, ${connections} connections: ${Math.round((run['2xx'] * batch) / seconds).toLocaleString('en')} events/s, ${Math.round(run['2xx'] / seconds)} requests/s, `
      + `p50 ${run.latency.p50} ms, p99 ${run.latency.p99} ms, ${run.non2xx + run.errors} failed, ${((cpu * 100_000) / (run['2xx'] * batch)).toFixed(1)} CPU s per 100,000 events`)
  }
  const inLog = (await system.reader.offsets({ topic: `${system.deployment}.touchpoints` })).reduce((sum, { low, high }) => sum + high - low, 0)
  say(`${acknowledged.toLocaleString('en')} acknowledged, ${inLog.toLocaleString('en')} in the log, ${Math.max(0, acknowledged - inLog)} lost`)
  await system.stop()
} finally {
  await parts.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
