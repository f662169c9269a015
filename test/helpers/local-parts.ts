import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startClickHouse } from '../../infra/local/clickhouse.ts'
import { findJava } from '../../infra/local/java.ts'
import { startKafka } from '../../infra/local/kafka.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startRegistry } from '../../infra/local/registry.ts'
import { installTool } from '../../infra/local/tools.ts'
import type { StartedParts, Wanted } from './parts.ts'

/** Starts the wanted parts as processes of this machine, on free ports, their data in a temporary folder that goes away with them. */
export async function startLocalParts(wanted: Wanted): Promise<StartedParts> {
  const data = await mkdtemp(join(tmpdir(), 'cx-parts-'))
  const starting = [
    wanted.kafka ? kafka(join(data, 'kafka')) : undefined,
    wanted.registry ? registry(join(data, 'registry')) : undefined,
    wanted.clickhouse ? clickhouse(join(data, 'clickhouse')) : undefined,
  ] as const
  const outcomes = await Promise.allSettled(starting)
  const stop = async () => {
    await Promise.all(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value?.part.stop() : undefined)))
    await rm(data, { recursive: true, force: true, maxRetries: 3 })
  }
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const [brokers, registryUrl, clickhouseUrl] = (await Promise.all(starting)).map((started) => started?.url)
  return { brokers, registryUrl, clickhouseUrl, stop }
}

const say = (line: string) => console.log(line)

async function kafka(data: string) {
  const [java, jars] = [await findJava(process.env), await installTool('kafka', say)]
  return startKafka({ java: java.command, jars, data, port: await freePort(), logFile: `${data}.log` })
}

async function registry(data: string) {
  const [java, folder] = [await findJava(process.env), await installTool('registry', say)]
  return startRegistry({ java: java.command, folder, data, port: await freePort(), logFile: `${data}.log` })
}

async function clickhouse(data: string) {
  if (!existsSync(new URL('../../infra/local/clickhouse/main.ts', import.meta.url))) return undefined
  return startClickHouse({ data, port: await freePort(), logFile: `${data}.log` })
}
