import { join } from 'node:path'
import { lastLines, startPart, type Part } from '../../../infra/local/part.ts'
import { freePort, loopback } from '../../../infra/local/ports.ts'
import { eventually } from '../../helpers/eventually.ts'
import { unsettle, unsettleable } from './unsettle.ts'
import { watchLog, type LogLine } from './log-watch.ts'

export const fleetServices = ['enricher', 'resolver', 'scorer', 'sink'] as const
export type FleetService = (typeof fleetServices)[number]

/** The exit code that no supervisor restarts. */
const refused = 78
const readyWithinMs = 120_000

export interface InstanceOptions {
  readonly service: FleetService
  readonly number: number
  /** Where services/ lies: the repository, or a patched copy of it. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly logs: string
  onLine(instance: Instance, line: LogLine): void
  /** It ended and nobody had asked for it. */
  onDeath(instance: Instance, how: string, refused: boolean): void
}

/** One process of a service over all its lives: started again when it dies, until it is told to stay down. */
export class Instance {
  readonly #options: InstanceOptions
  readonly #watch: { poll(): void }
  readonly service: FleetService
  readonly name: string
  #part: Part | null = null
  /** The one that runs, or the last that did. */
  #latest: Part | null = null
  #wanted = false
  #expected = false
  #port = 0
  #life: Promise<void> = Promise.resolve()

  constructor(options: InstanceOptions) {
    this.#options = options
    this.service = options.service
    this.name = `${options.service}-${options.number}`
    this.#watch = watchLog(join(options.logs, `${this.name}.log`), (line) => options.onLine(this, line))
  }

  get running(): boolean {
    return this.#part !== null
  }

  /** Of the process that runs now. */
  get pid(): number | null {
    return this.#part?.pid ?? null
  }

  /** The last lines that it logged, each cut to what fits a line. */
  lastWords(): string {
    return lastLines(this.#latest?.output() ?? '', 6).split('\n').map((line) => `  ${line.slice(0, 300)}`).join('\n')
  }

  poll(): void {
    this.#watch.poll()
  }

  /** Starts it, and keeps it running. */
  async start(): Promise<void> {
    this.#wanted = true
    this.#expected = false
    await this.#spawn()
  }

  /** Sends a signal to the process that runs now; a deadly one is followed by a restart. */
  signal(signal: 'SIGKILL' | typeof unsettle | 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#part) throw new Error(`${this.name} does not run`)
    if (signal === 'SIGKILL' || signal === unsettle) this.#expected = true
    process.kill(this.#part.pid, signal)
  }

  /** Ends it as an operator does; it stays down. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#wanted = false
    await this.#part?.stop(30_000)
    await this.#life
  }

  async ready(): Promise<void> {
    const ask = async () => (await fetch(`http://${loopback}:${this.#port}/health/ready`, { signal: AbortSignal.timeout(5000) })).ok
    await eventually(ask, { timeoutMs: readyWithinMs, everyMs: 100 }).catch((error: unknown) => {
      throw new Error(`${this.name} does not become ready: ${error}\n${this.#part?.output().slice(-2000) ?? 'it does not run'}`)
    })
  }

  async #spawn(): Promise<void> {
    const { root, env, logs, service } = this.#options
    this.#port = await freePort()
    const part = await startPart({
      name: this.name, command: process.execPath, args: [join(root, 'services', service, 'main.ts')], logFile: join(logs, `${this.name}.log`),
      env: { ...env, ...unsettleable, METRICS_PORT: String(this.#port) },
    })
    this.#part = this.#latest = part
    this.#life = part.ended.then(async ({ code, signal }) => {
      this.#part = null
      this.poll()
      if (!this.#wanted) return
      const lastWords = () => part.output().split('\n').filter((line) => line.includes('service.')).slice(-2).join(' ')
      if (!this.#expected) this.#options.onDeath(this, signal ?? `code ${code}: ${lastWords()}`, code === refused)
      this.#expected = false
      if (code !== refused) await this.#spawn()
    })
  }
}
