import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startClickHouse } from '../../infra/local/clickhouse.ts'
import { startKafka } from '../../infra/local/kafka.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startRegistry } from '../../infra/local/registry.ts'
import { installTool } from '../../infra/local/tools.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** A fresh broker and registry, and the deployments that will run on them. */
export interface Stage {
  readonly folder: string
  readonly java: string
  readonly brokers: string
  readonly registryUrl: string
  readonly brokerPidFile: string
  /** What a service finds in its environment. */
  envOf(deployment: string): NodeJS.ProcessEnv
  /** Bytes in the broker's log, of topics whose names begin with the prefix; all without one. */
  logBytes(prefix?: string): number
  stop(): Promise<void>
}

/** Starts broker and registry below `folder`, and sets the deployments up: events are the clock, texts are left alone, as the reference does. */
export async function openStage(folder: string, java: string, deployments: readonly string[], say: (line: string) => void, compression = 'producer'): Promise<Stage> {
  const kafkaData = join(folder, 'kafka')
  const kafka = await startKafka({
    java, jars: await installTool('kafka', say), data: kafkaData, port: await freePort(), logFile: join(folder, 'kafka.log'), heap: '1g', fullCompiler: true,
    settings: { 'compression.type': compression },
  })
  const registry = await startRegistry({
    java, folder: await installTool('registry', say), data: join(folder, 'registry'), port: await freePort(), logFile: join(folder, 'registry.log'),
  })
  const brokerPidFile = join(folder, 'broker.pid')
  writeFileSync(brokerPidFile, String(kafka.part.pid))
  const envOf = (deployment: string) => ({
    ...process.env, NODE_ENV: 'production', CX_DEPLOYMENT: deployment, CX_CLOCK: 'log', CX_TEXT: 'off', KAFKA_BROKERS: kafka.url, SCHEMA_REGISTRY_URL: registry.url,
  })
  // The set-up job wants it; afterwards it would only take memory.
  const clickhouse = await startClickHouse({ data: join(folder, 'clickhouse'), port: await freePort(), logFile: join(folder, 'clickhouse.log') })
  for (const deployment of deployments) {
    await run(process.execPath, [join(root, 'services/setup/main.ts')], { env: { ...envOf(deployment), CLICKHOUSE_URL: clickhouse.url } })
  }
  await clickhouse.part.stop()
  return {
    folder, java, brokers: kafka.url, registryUrl: registry.url, brokerPidFile, envOf,
    logBytes: (prefix = '') => bytesBelow(join(kafkaData, 'log'), prefix),
    async stop() {
      await Promise.all([registry.part.stop(), kafka.part.stop(30_000)])
    },
  }
}

function bytesBelow(log: string, prefix: string): number {
  let bytes = 0
  for (const partition of readdirSync(log)) {
    if (!partition.startsWith(prefix) || !statSync(join(log, partition)).isDirectory()) continue
    for (const file of readdirSync(join(log, partition))) {
      const path = join(log, partition, file)
      if (file.endsWith('.log') && existsSync(path)) bytes += statSync(path).size
    }
  }
  return bytes
}
