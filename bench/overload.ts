/**
 * A flood for a minute or more: the load of the bench kit as fast as it can send while enricher and scorer run beside it on the same cores, then the way back. Prints
 * by how much the flood was too much, the backlog at its end, the time until nothing was left, and the peak memory; holds the number of results and
 * every alert's order against what must be. Usage: npm run bench:overload -- [options of npm run bench]; --events is the flood, 3000000 unless given.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findJava } from '../infra/local/java.ts'
import { openKafka } from '../services/shared/kafka/client.ts'
import { openReader } from '../services/shared/kafka/read.ts'
import { createLog } from '../services/shared/log.ts'
import { checkAlerts } from '../test/faults/verifier/alerts.ts'
import { Differences } from '../test/faults/verifier/differences.ts'
import { openLogs } from '../test/faults/verifier/log.ts'
import { decodeOutput } from '../test/faults/verifier/wire.ts'
import { conditions } from './speed/conditions.ts'
import { ours } from './speed/contestant.ts'
import { openKit } from './speed/kit.ts'
import { fill, watch, type Bench } from './speed/measure.ts'
import { commandLine, type SpeedOptions } from './speed/options.ts'
import { openStage } from './speed/stage.ts'

const deployment = 'flood'

/** Results so far, by the topic's end: the markers of transactions are counted, about one in a hundred. */
async function resultsSoFar(brokers: string): Promise<number> {
  const reader = openReader(openKafka({ brokers: [brokers], clientId: 'bench', log: createLog('cli', { level: 'warn' }) }), createLog('cli', { level: 'warn' }))
  const ends = await reader.offsets({ topic: `${deployment}.interactions` })
  await reader.close()
  return ends.reduce((sum, { high }) => sum + high, 0)
}

/** Every alert's steps in the topic's order, against what alerts.md promises. */
async function alertsOutOfOrder(brokers: string): Promise<{ steps: number; differences: string[] }> {
  const logs = openLogs([brokers])
  const differences = new Differences()
  let steps = 0
  for (let partition = 0; partition < await logs.partitions(`${deployment}.alerts`); partition++) {
    const alerts = (await logs.all(`${deployment}.alerts`, partition)).map(({ value }) => decodeOutput('alert', value!))
    steps += alerts.length
    checkAlerts(alerts, differences)
  }
  await logs.close()
  return { steps, differences: differences.lines() }
}

async function flood(bench: Bench) {
  const { stage, options } = bench
  const contestant = ours(stage, options)
  const running = await contestant.start(deployment)
  await running.ready
  const startedAt = performance.now()
  const watching = watch(bench, contestant.outputs(deployment), running, ['--wait-s', '300', '--idle-s', '30'])
  const filled = await fill(bench, deployment, options.events, null)
  const floodEndedAt = performance.now()
  const done = await resultsSoFar(stage.brokers)
  const watched = await watching
  await running.stop()
  const capacity = (watched.interactions - done) / (watched.secondsFromStart - (floodEndedAt - startedAt) / 1000)
  return {
    sent: filled.events, floodSeconds: filled.seconds, sentPerSecond: filled.events / filled.seconds, resultsPerSecondInFlood: (done * 1000) / (floodEndedAt - startedAt),
    timesTooMuch: filled.events / filled.seconds / ((done * 1000) / (floodEndedAt - startedAt)), backlog: filled.interactions - done,
    resultsPerSecondAfter: capacity, recoverySeconds: watched.secondsFromStart - (floodEndedAt - startedAt) / 1000,
    missing: filled.interactions - watched.interactions, doubled: watched.duplicateInteractions + watched.duplicateAlertSteps,
    peakMb: Object.fromEntries(Object.entries(watched.processes).map(([name, { peakRssMb }]) => [name, peakRssMb])), alerts: await alertsOutOfOrder(stage.brokers),
  }
}

async function main(options: SpeedOptions): Promise<void> {
  const java = await findJava(process.env)
  const kit = await openKit(options.kit, java.command, console.log)
  const folder = mkdtempSync(join(tmpdir(), 'cx-overload-'))
  const stage = await openStage(folder, java.command, [deployment], console.log, options.compression)
  try {
    const facts = { ...conditions(options, java.version), load: loadavg()[0]! }
    console.log(JSON.stringify(facts))
    const result = await flood({ stage, kit, options })
    console.log(JSON.stringify(result, null, 1))
    mkdirSync(dirname(options.out), { recursive: true })
    writeFileSync(options.out, `${JSON.stringify({ conditions: facts, result }, null, 1)}\n`)
    if (result.missing !== 0 || result.doubled > 0 || result.alerts.differences.length > 0) process.exitCode = 1
  } finally {
    await stage.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const options = commandLine(['--events', '3000000', '--out', join(import.meta.dirname, 'results', 'latest-overload.json'), ...process.argv.slice(2)], process.env)
if (options) await main(options)
process.exit()
