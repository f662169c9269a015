/**
 * A flood: the load of the bench kit, as fast as it can send or at a rate of --rates, while enricher and scorer run beside it on the same cores, then the way back. Prints
 * by how much the flood was too much, the backlog at its end, the time until nothing was left, and the peak memory; holds the number of results and
 * every alert's order against what must be. Usage: npm run bench:overload -- [options of npm run bench]; --events is the flood, 3000000 unless given;
 * ten times too much for a minute: --events 6000000 --rates 100000.
 */
import { join } from 'node:path'
import { checkAlerts } from '../test/faults/verifier/alerts.ts'
import { Differences } from '../test/faults/verifier/differences.ts'
import { openLogs } from '../test/faults/verifier/log.ts'
import { decodeOutput } from '../test/faults/verifier/wire.ts'
import { ours } from './speed/contestant.ts'
import { fill, watch, type Bench } from './speed/measure.ts'
import { reading } from './speed/reading.ts'
import { runSession, say } from './speed/session.ts'

const deployment = 'flood'

/** Results so far, by the topic's end: the markers of transactions are counted, about one in a hundred. */
async function resultsSoFar(brokers: string): Promise<number> {
  const ends = await reading(brokers, (reader) => reader.offsets({ topic: `${deployment}.interactions` }))
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
  const filled = await fill(bench, deployment, options.events, options.rates[0] ?? null)
  const floodEndedAt = performance.now()
  const done = await resultsSoFar(stage.brokers)
  const watched = await watching
  await running.stop()
  const floodSeconds = (floodEndedAt - startedAt) / 1000
  const recoverySeconds = watched.secondsFromStart - floodSeconds
  const [sentPerSecond, resultsPerSecondInFlood] = [filled.events / filled.seconds, done / floodSeconds]
  return {
    sent: filled.events, floodSeconds: filled.seconds, sentPerSecond, resultsPerSecondInFlood, timesTooMuch: sentPerSecond / resultsPerSecondInFlood, backlog: filled.interactions - done,
    resultsPerSecondAfter: (watched.interactions - done) / recoverySeconds, recoverySeconds,
    missing: filled.interactions - watched.interactions, doubled: watched.duplicateInteractions + watched.duplicateAlertSteps,
    peakMb: Object.fromEntries(Object.entries(watched.processes).map(([name, { peakRssMb }]) => [name, peakRssMb])), alerts: await alertsOutOfOrder(stage.brokers),
  }
}

await runSession({
  defaults: ['--events', '3000000', '--rates', 'none', '--out', join(import.meta.dirname, 'results', 'latest-overload.json')],
  deployments: () => [deployment],
  async measure(bench) {
    const result = await flood(bench)
    say(JSON.stringify(result, null, 1))
    return { figures: { result }, wrong: result.missing !== 0 || result.doubled > 0 || result.alerts.differences.length > 0 }
  },
})
