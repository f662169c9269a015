import { join } from 'node:path'
import { freePort, isFree, loopback } from './ports.ts'
import { startPart, type Part } from './part.ts'

/** The services of a local run, in the order in which they are started; stopped from the last to the first. */
export const localServices = ['enricher', 'resolver', 'scorer', 'sink', 'notifier', 'ingest', 'api', 'simulator'] as const
export type LocalService = (typeof localServices)[number]

/** A service that runs here, over all its restarts. */
export interface ServiceRun {
  readonly name: LocalService
  /** Root of its health and metrics endpoints, as of the latest start. */
  url(): string
  start(): Promise<Part>
}

const root = join(import.meta.dirname, '..', '..')

/**
 * Compiled code is kept between starts: a service then starts with well under half of the CPU time. Node leaves out what has changed.
 * glibc keeps memory apart for each of Node's threads, and little of it comes back: with two such arenas enricher and scorer take a tenth less (bench/README.md).
 */
export const nodeEnv: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), MALLOC_ARENA_MAX: '2' }

/**
 * Small steps of the collector: what a record needs is gone with it, so a larger young generation costs memory (160 MB a scorer with Node's own figure) and
 * saves no time. They are taken by the main thread alone: where it waits for helpers that get no processor, a step of 3 ms has been seen to take 118.
 */
export const nodeFlags = ['--max-semi-space-size=8', '--no-parallel-scavenge'] as const

/** A service as a child process: `env` is what it finds in its environment, beside a free port for health and metrics. */
export async function serviceRun(name: LocalService, env: NodeJS.ProcessEnv, logFile: string): Promise<ServiceRun> {
  let port = await freePort()
  return {
    name,
    url: () => `http://${loopback}:${port}`,
    async start() {
      if (!(await isFree(port))) port = await freePort()
      return startPart({
        name, logFile, command: process.execPath, args: [...nodeFlags, join(root, 'services', name, 'main.ts')], env: { ...nodeEnv, ...env, METRICS_PORT: String(port) },
      })
    },
  }
}
