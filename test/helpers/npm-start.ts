import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort, isFree } from '../../infra/local/ports.ts'
import { eventually } from './eventually.ts'

const root = join(import.meta.dirname, '..', '..')

/** `npm start` as a person runs it, on ports and a folder of its own. */
export interface NpmStart {
  readonly brokers: string
  readonly registryUrl: string
  output(): string
  /** Resolves when it says that it is ready. */
  ready(): Promise<void>
  /** The signal goes to npm and what it runs, as a terminal's Ctrl-C does. Resolves with the seconds until npm has ended. */
  signal(name: NodeJS.Signals): Promise<number>
  /** Ports that are still taken, of all that it has printed. */
  portsInUse(): Promise<number[]>
}

/** Starts it with its data in `folder`. */
export async function npmStart(folder: string): Promise<NpmStart> {
  const [kafka, registry, clickhouse, api, ingest] = [await freePort(), await freePort(), await freePort(), await freePort(), await freePort()]
  const { KAFKA_BROKERS: _k, SCHEMA_REGISTRY_URL: _r, CLICKHOUSE_URL: _c, ...environment } = process.env
  const env = {
    ...environment, CX_DATA_DIR: folder, CX_KAFKA_PORT: `${kafka}`, CX_REGISTRY_PORT: `${registry}`, CX_CLICKHOUSE_PORT: `${clickhouse}`, API_PORT: `${api}`, INGEST_PORT: `${ingest}`, CX_DEMO: 'off',
  }
  const npm = spawn('npm', ['start'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => npm.once('close', () => resolve()))
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk))
  return {
    brokers: `127.0.0.1:${kafka}`,
    registryUrl: `http://127.0.0.1:${registry}/apis/ccompat/v7`,
    output: () => output,
    async ready() {
      await eventually(() => npm.exitCode !== null || /^ready in /m.test(output), { timeoutMs: 120_000 }).catch(() => {})
      if (!/^ready in /m.test(output)) throw new Error(`npm start is not ready:\n${output}`)
    },
    async signal(name) {
      const since = performance.now()
      process.kill(-npm.pid!, name)
      await ended
      return (performance.now() - since) / 1000
    },
    async portsInUse() {
      const printed = [...output.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))
      const ports = [...new Set([kafka, registry, clickhouse, api, ...printed])]
      const free = await Promise.all(ports.map(isFree))
      return ports.filter((_, index) => !free[index])
    },
  }
}
