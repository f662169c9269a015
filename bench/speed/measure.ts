import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { Contestant, Running } from './contestant.ts'
import type { Kit } from './kit.ts'
import { latenessOf, type Lateness } from './lateness.ts'
import type { SpeedOptions } from './options.ts'
import type { Stage } from './stage.ts'

/** What the kit's watcher says of one run. */
export interface Watched {
  readonly interactions: number
  readonly expected: number
  readonly seconds: number
  readonly secondsFromStart: number
  readonly perSecond: number
  readonly perSecondSecondHalf: number
  readonly duplicateInteractions: number
  readonly duplicateAlertSteps: number
  readonly latencyMs: { readonly count: number; readonly p50: number; readonly p90: number; readonly p99: number; readonly p999: number; readonly max: number } | null
  readonly processes: Readonly<Record<string, { readonly cpuSecondsPer100k: number; readonly peakRssMb: number }>>
}

export interface Filled { readonly interactions: number; readonly events: number; readonly seconds: number; readonly bytes: number }

/** One run of one contestant. */
export interface Measured {
  readonly kind: 'throughput' | 'latency'
  readonly contestant: Contestant['name']
  readonly round: number
  /** Events a second; null at full speed. */
  readonly rate: number | null
  readonly loadBefore: number
  readonly watched: Watched
  /** Seconds from process start until everything is taken over, without state and with the state of this run. */
  readonly startSeconds: number
  readonly restoreSeconds: number | null
  /** Bytes that the broker stored, per interaction, without the input. */
  readonly storedBytes: number
  /** Against the oracle; null where it was not asked. */
  readonly differences: number | null
  /** By how much the sender was behind its own pace; null where it had none. */
  readonly sender: Lateness | null
}

export interface Bench {
  readonly stage: Stage
  readonly kit: Kit
  readonly options: SpeedOptions
}

const common = ({ stage }: Bench) => ['--brokers', stage.brokers, '--registry', stage.registryUrl]

const inputs = ['touchpoints', 'surveys', 'crm']

/** Sends the load to a deployment's input topics. */
export const fill = ({ kit, options, ...bench }: Bench, deployment: string, events: number, rate: number | null): Promise<Filled> => kit.ask<Filled>([
  'fill', ...common({ kit, options, ...bench }), '--in-prefix', `${deployment}.`, '--events', String(events), '--accounts', String(options.accounts),
  '--seed', String(options.seed), '--skew', String(options.skew), ...(rate === null ? [] : ['--rate', String(rate)]),
])

/** Measures from outside until what is expected has come, or nothing comes any more. */
export function watch({ stage, kit }: Bench, prefix: string, running: Running, more: readonly string[]): Promise<Watched> {
  const cpu = Object.entries({ ...running.pidFiles, broker: stage.brokerPidFile }).map(([name, file]) => `${name}=${file}`).join()
  return kit.ask<Watched>(['watch', '--brokers', stage.brokers, '--topics', ['interactions', 'scores', 'alerts'].map((topic) => prefix + topic).join(), '--cpu', cpu, ...more], true)
}

/** From cold, over topics that are full already: start to last result. Then a restart with their state, and the results against the oracle if it was asked. */
export async function throughput(bench: Bench, contestant: Contestant, deployment: string, round: number, filled: Filled): Promise<Measured> {
  const { stage } = bench
  const prefix = contestant.outputs(deployment)
  const [loadBefore, storedBefore] = [loadavg()[0]!, stage.logBytes()]
  const running = await contestant.start(deployment)
  const watched = await watch(bench, prefix, running, ['--expect-interactions', String(filled.interactions), '--wait-s', '120'])
  const startSeconds = await running.ready
  await running.stop()
  const storedBytes = (stage.logBytes() - storedBefore) / filled.interactions
  const again = await contestant.start(deployment)
  const restoreSeconds = await again.ready
  await again.stop()
  const differences = await compare(bench, contestant, deployment)
  return { kind: 'throughput', contestant: contestant.name, round, rate: null, loadBefore, watched, startSeconds, restoreSeconds, storedBytes, differences, sender: null }
}

async function compare({ stage, kit }: Bench, contestant: Contestant, deployment: string): Promise<number | null> {
  const against = oracleFile(stage, deployment)
  if (!existsSync(against)) return null
  const ids = contestant.name === 'ours' ? ['--registry', stage.registryUrl] : []
  const scores = `${contestant.outputs(deployment)}scores`
  return (await kit.ask<{ differences: number }>(['compare', '--brokers', stage.brokers, '--topic', scores, '--against', against, ...ids], true)).differences
}

/** At a steady rate, each result against the time at which its event was sent; by how much that was later than it should have been is measured too. Then the results against the oracle. */
export async function latency(bench: Bench, contestant: Contestant, deployment: string, round: number, rate: number): Promise<Measured> {
  const { stage, options } = bench
  const [loadBefore, storedBefore] = [loadavg()[0]!, stage.logBytes()]
  const running = await contestant.start(deployment)
  const startSeconds = await running.ready
  const watching = watch(bench, contestant.outputs(deployment), running, [
    '--skip-s', String(options.skipSeconds), '--idle-s', '5', '--inputs', `${deployment}.touchpoints,${deployment}.surveys`,
  ])
  const filled = await fill(bench, deployment, rate * options.secondsPerRate, rate)
  const watched = { ...await watching, expected: filled.interactions }
  await running.stop()
  const inputBytes = inputs.reduce((sum, topic) => sum + stage.logBytes(`${deployment}.${topic}-`), 0)
  const storedBytes = (stage.logBytes() - storedBefore - inputBytes) / filled.interactions
  await askOracle(bench, deployment)
  const differences = await compare(bench, contestant, deployment)
  const sender = await latenessOf(stage.brokers, ['touchpoints', 'surveys'].map((topic) => `${deployment}.${topic}`), rate)
  return { kind: 'latency', contestant: contestant.name, round, rate, loadBefore, watched, startSeconds, restoreSeconds: null, storedBytes, differences, sender }
}

export const oracleFile = (stage: Stage, deployment: string): string => join(stage.folder, `${deployment}.oracle.jsonl`)

/** Computes the right answer for a deployment's inputs, once. */
export const askOracle = ({ stage, kit, ...bench }: Bench, deployment: string): Promise<void> =>
  kit.run(['oracle', ...common({ stage, kit, ...bench }), '--in-prefix', `${deployment}.`, '--out', oracleFile(stage, deployment)])
