import type { DataFolder } from './data-folder.ts'
import { startClickHouse } from './clickhouse.ts'
import type { LocalConfig } from './config.ts'
import { findJava } from './java.ts'
import { startKafka } from './kafka.ts'
import type { Part } from './part.ts'
import { startRegistry } from './registry.ts'
import { installTool } from './tools.ts'

/** A part that a local run may start itself. */
export interface LocalPart {
  readonly name: string
  readonly port: number
  /** The variable that changes the port. */
  readonly variable: string
  /** The variable that services find it by. */
  readonly addressVariable: 'KAFKA_BROKERS' | 'SCHEMA_REGISTRY_URL' | 'CLICKHOUSE_URL'
  /** Gets what it needs, where that is not there yet, and returns what starts it, any number of times. */
  prepare(say: (line: string) => void, signal: AbortSignal): Promise<(signal?: AbortSignal) => Promise<{ readonly part: Part; readonly url: string }>>
}

/** The parts that are to be started here, in the order in which they are stopped from the last to the first. */
export function ownParts(config: LocalConfig, data: DataFolder, env: NodeJS.ProcessEnv): LocalPart[] {
  const parts = [
    { external: config.brokers, part: kafka(config, data, env) },
    { external: config.registryUrl, part: registry(config, data, env) },
    { external: config.clickhouseUrl, part: clickhouse(config, data) },
  ]
  return parts.filter(({ external }) => !external).map(({ part }) => part)
}

const kafka = ({ kafkaPort: port }: LocalConfig, data: DataFolder, env: NodeJS.ProcessEnv): LocalPart => ({
  name: 'Kafka', port, variable: 'CX_KAFKA_PORT', addressVariable: 'KAFKA_BROKERS',
  async prepare(say, signal) {
    const { command } = await findJava(env)
    const jars = await installTool('kafka', say, signal)
    return (starting) => startKafka({ java: command, jars, data: data.of('kafka'), port, logFile: data.log('kafka'), signal: starting })
  },
})

const registry = ({ registryPort: port }: LocalConfig, data: DataFolder, env: NodeJS.ProcessEnv): LocalPart => ({
  name: 'Schema registry', port, variable: 'CX_REGISTRY_PORT', addressVariable: 'SCHEMA_REGISTRY_URL',
  async prepare(say, signal) {
    const { command } = await findJava(env)
    const folder = await installTool('registry', say, signal)
    return (starting) => startRegistry({ java: command, folder, data: data.of('registry'), port, logFile: data.log('registry'), signal: starting })
  },
})

const clickhouse = (config: LocalConfig, data: DataFolder): LocalPart => ({
  name: 'ClickHouse', port: config.clickhousePort, variable: 'CX_CLICKHOUSE_PORT', addressVariable: 'CLICKHOUSE_URL',
  async prepare() {
    const { clickhousePort: port, clickhouseUser: user, clickhousePassword: password, biUser, biPassword } = config
    const reader = biPassword ? { name: biUser, password: biPassword } : undefined
    return (starting) => startClickHouse({ data: data.of('clickhouse'), port, user, password, reader, logFile: data.log('clickhouse'), signal: starting })
  },
})
