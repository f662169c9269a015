import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startClickHouse } from '../../../infra/local/clickhouse.ts'
import { findJava } from '../../../infra/local/java.ts'
import { startKafka } from '../../../infra/local/kafka.ts'
import type { Part } from '../../../infra/local/part.ts'
import { freePort, loopback } from '../../../infra/local/ports.ts'
import { startRegistry } from '../../../infra/local/registry.ts'
import { installTool } from '../../../infra/local/tools.ts'
import { startProxy, type Proxy } from './proxy.ts'

export const partNames = ['kafka', 'registry', 'clickhouse'] as const
export type PartName = (typeof partNames)[number]

/** Who talks through a proxy of its own: each service to Kafka, all of them to registry and ClickHouse. */
export const lines = ['enricher', 'resolver', 'scorer', 'sink', 'registry', 'clickhouse'] as const
export type Line = (typeof lines)[number]

/** Kafka, registry and ClickHouse of one run, on ports and data of its own, so that they can be killed and come back. */
export interface Parts {
  /** Addresses without a proxy. */
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly clickhouseUrl: string
  /** Addresses as a service is told them. */
  addressesFor(service: string): Record<string, string>
  readonly proxies: Readonly<Record<Line, Proxy>>
  /** Ends a part: `SIGKILL` at once, `SIGTERM` as an operator would. Resolves when it is gone. */
  end(name: PartName, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** Starts it again on the same port and data; resolves when it serves. */
  start(name: PartName): Promise<void>
  stop(): Promise<void>
}

const kafkaLines = ['enricher', 'resolver', 'scorer', 'sink'] as const
const path = '/apis/ccompat/v7'

/** Starts the three parts below `folder`, and a proxy for each line. */
export async function startParts(folder: string, say: (line: string) => void): Promise<Parts> {
  mkdirSync(folder, { recursive: true })
  const [java, jars, registryFolder] = [(await findJava(process.env)).command, await installTool('kafka', say), await installTool('registry', say)]
  const ports = { kafka: await freePort(), registry: await freePort(), clickhouse: await freePort() }
  const listeners = await Promise.all(kafkaLines.map(async () => ({ port: await freePort(), advertisedPort: await freePort() })))
  const starters: Record<PartName, () => Promise<{ readonly part: Part }>> = {
    kafka: () => startKafka({ java, jars, data: join(folder, 'kafka'), port: ports.kafka, logFile: join(folder, 'kafka.log'), heap: '384m', listeners }),
    registry: () => startRegistry({ java, folder: registryFolder, data: join(folder, 'registry'), port: ports.registry, logFile: join(folder, 'registry.log') }),
    clickhouse: () => startClickHouse({ data: join(folder, 'clickhouse'), port: ports.clickhouse, logFile: join(folder, 'clickhouse.log') }),
  }
  const running = new Map<PartName, Part>()
  const start = async (name: PartName) => void running.set(name, (await starters[name]()).part)
  const end = async (name: PartName, signal: 'SIGKILL' | 'SIGTERM') => {
    const part = running.get(name)
    running.delete(name)
    if (!part) return
    if (signal === 'SIGTERM') return part.stop(30_000)
    process.kill(part.pid, signal)
    await part.ended
  }
  const proxies = {} as Record<Line, Proxy>
  const stop = async () => {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()))
    await Promise.all(partNames.map((name) => end(name, 'SIGTERM')))
  }
  try {
    for (const [i, line] of kafkaLines.entries()) proxies[line] = await startProxy(listeners[i]!.advertisedPort, listeners[i]!.port)
    for (const line of ['registry', 'clickhouse'] as const) proxies[line] = await startProxy(await freePort(), ports[line])
    await Promise.all(partNames.map(start))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    brokers: [`${loopback}:${ports.kafka}`],
    registryUrl: `http://${loopback}:${ports.registry}${path}`,
    clickhouseUrl: `http://${loopback}:${ports.clickhouse}`,
    addressesFor: (service) => ({
      KAFKA_BROKERS: `${loopback}:${proxies[service as Line]?.port ?? ports.kafka}`,
      SCHEMA_REGISTRY_URL: `http://${loopback}:${proxies.registry.port}${path}`,
      CLICKHOUSE_URL: `http://${loopback}:${proxies.clickhouse.port}`,
    }),
    proxies, end, start, stop,
  }
}
