import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPart, type Part } from '../../infra/local/part.ts'
import { freePort, loopback } from '../../infra/local/ports.ts'
import { answers } from '../../infra/local/registry.ts'
import { nodeEnv, nodeFlags } from '../../infra/local/services.ts'
import { eventually } from '../../test/helpers/eventually.ts'
import type { Kit } from './kit.ts'
import type { SpeedOptions } from './options.ts'
import type { Stage } from './stage.ts'

export type ContestantName = 'reference' | 'small' | 'ours'

/** What is measured: started on the input topics of a deployment. */
export interface Contestant {
  readonly name: ContestantName
  /** Prefix of its output topics. */
  outputs(deployment: string): string
  start(deployment: string): Promise<Running>
}

export interface Running {
  /** Pid files by process name. */
  readonly pidFiles: Readonly<Record<string, string>>
  /** Seconds from the start of its processes until all partitions are restored and read. */
  readonly ready: Promise<number>
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '..', '..')
const patience = { timeoutMs: 120_000, everyMs: 20 }

/** Java machines that the reference runs on: one that is fast, and one that is thrifty. */
const machines = {
  reference: { flags: ['-Xms2g', '-Xmx2g', '-XX:+UseParallelGC'], threads: 2 },
  small: { flags: ['-Xmx400m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'], threads: 1 },
} as const

/**
 * Kafka Streams with state in memory, exactly once, re-keyed: any key is accepted, as ours does. Classes are kept between starts, as ours keeps compiled code. A second start waits for Kafka's default
 * session of 45 s to run out, since Streams does not leave its group.
 */
export function reference(stage: Stage, kit: Kit, name: keyof typeof machines): Contestant {
  const outputs = (deployment: string) => `ks-${name}-${deployment}.`
  const { flags, threads } = machines[name]
  return {
    name, outputs,
    start: (deployment) => launch(stage, [{
      name: 'streams', command: stage.java,
      args: [
        ...flags, '-XX:+AutoCreateSharedArchive', `-XX:SharedArchiveFile=${join(stage.folder, `${name}.jsa`)}`, '-jar', kit.jar, 'streams', '--brokers', stage.brokers, '--registry', stage.registryUrl, '--in-prefix', `${deployment}.`,
        '--out-prefix', outputs(deployment), '--threads', String(threads), '--guarantee', 'exactly_once_v2', '--state', 'memory', '--commit-ms', '100', '--repartition',
        '--state-dir', join(stage.folder, `${name}-state`),
      ],
      isReady: (part) => /streams: RUNNING/.test(part.output()),
    }]),
  }
}

/** Enricher and scorers: what the job needs of our services. */
export function ours(stage: Stage, { scorers, nodeOptions }: SpeedOptions): Contestant {
  return {
    name: 'ours', outputs: (deployment) => `${deployment}.`,
    start: async (deployment) => launch(stage, await Promise.all(['enricher', ...Array.from({ length: scorers }, (_, i) => `scorer-${i + 1}`)].map(async (name) => {
      const port = await freePort()
      const service = name.split('-')[0]!
      const env: NodeJS.ProcessEnv = { ...stage.envOf(deployment), ...nodeEnv, METRICS_PORT: String(port) }
      return {
        name, command: process.execPath, args: [...nodeFlags, ...nodeOptions.split(' ').filter(Boolean), join(root, 'services', service, 'main.ts')], env,
        isReady: () => answers(`http://${loopback}:${port}/health/ready`),
      }
    }))),
  }
}

interface Launch {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  isReady(part: Part): boolean | Promise<boolean>
}

let launches = 0

async function launch({ folder }: Stage, all: readonly Launch[]): Promise<Running> {
  const since = performance.now()
  const logs = join(folder, `run-${++launches}`)
  mkdirSync(logs, { recursive: true })
  const parts = await Promise.all(all.map(async ({ name, command, args, env, isReady }) => {
    const part = await startPart({ name, command, args, ...(env && { env }), logFile: join(logs, `${name}.log`) })
    writeFileSync(join(logs, `${name}.pid`), String(part.pid))
    return { part, isReady }
  }))
  const ready = Promise.all(parts.map(({ part, isReady }) => eventually(() => isReady(part), patience))).then(() => (performance.now() - since) / 1000)
  ready.catch(() => {})
  return {
    pidFiles: Object.fromEntries(all.map(({ name }) => [name, join(logs, `${name}.pid`)])),
    ready,
    stop: async () => void await Promise.all(parts.map(({ part }) => part.stop(30_000))),
  }
}
