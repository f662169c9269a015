import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startPart, untilReady, type Part } from './part.ts'
import { freePort, loopback } from './ports.ts'

export interface RegistryOptions {
  /** The `java` program, 21 or later. */
  readonly java: string
  /** The unpacked registry. */
  readonly folder: string
  /** Where schemas are kept; made when it is new. */
  readonly data: string
  /** Of its HTTP API, on 127.0.0.1. */
  readonly port: number
  readonly logFile: string
  /** Gives the start up. */
  readonly signal?: AbortSignal
}

export interface RunningRegistry {
  readonly part: Part
  /** The root of its Confluent API. */
  readonly url: string
}

/** Starts the schema registry on its data folder and waits until it serves. */
export async function startRegistry({ java, folder, data, port, logFile, signal }: RegistryOptions): Promise<RunningRegistry> {
  mkdirSync(data, { recursive: true })
  const managementPort = await freePort()
  const settings = {
    'quarkus.http.host': loopback,
    'quarkus.http.port': port,
    // Otherwise 0.0.0.0:9000.
    'quarkus.management.host': loopback,
    'quarkus.management.port': managementPort,
    // An acknowledged schema survives a kill; without it ids are given twice, and records decode to nonsense.
    'apicurio.datasource.url': `jdbc:h2:file:${join(data, 'registry')};WRITE_DELAY=0`,
  }
  const args = [
    '-Xmx128m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', '-XX:TieredStopAtLevel=1',
    ...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`),
    '-jar', join(folder, 'quarkus-run.jar'),
  ]
  const part = await startPart({ name: 'The schema registry', command: java, args, logFile })
  await untilReady(part, () => answers(`http://${loopback}:${managementPort}/health/ready`), { signal })
  return { part, url: `http://${loopback}:${port}/apis/ccompat/v7` }
}

/** Whether the address answers with a 2xx. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
