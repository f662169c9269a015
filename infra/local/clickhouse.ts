import { join } from 'node:path'
import { startPart, untilReady, type Part } from './part.ts'
import { loopback } from './ports.ts'
import { answers } from './registry.ts'

export interface ClickHouseOptions {
  /** Where tables are kept; made when it is new. */
  readonly data: string
  /** Of its HTTP interface, on 127.0.0.1. */
  readonly port: number
  readonly logFile: string
  /** Who may read and write; without a password nobody is asked for one. */
  readonly user?: string
  readonly password?: string
  /** Who may read only, within limits. */
  readonly reader?: { readonly name: string; readonly password: string } | undefined
  /** Gives the start up. */
  readonly signal?: AbortSignal
}

export interface RunningClickHouse {
  readonly part: Part
  readonly url: string
}

/** Starts ClickHouse's engine behind its HTTP interface, in a process of its own, and waits until it serves. */
export async function startClickHouse({ data, port, logFile, user, password, reader, signal }: ClickHouseOptions): Promise<RunningClickHouse> {
  const url = `http://${loopback}:${port}`
  const part = await startPart({
    name: 'ClickHouse',
    command: process.execPath,
    args: [join(import.meta.dirname, 'clickhouse', 'main.ts'), '--port', String(port), '--data', data, ...(user ? ['--user', user] : []), ...(reader ? ['--reader', reader.name] : [])],
    // Not as an argument: those can be seen by all users of the machine.
    env: { ...process.env, CLICKHOUSE_PASSWORD: password ?? '', CLICKHOUSE_READER_PASSWORD: reader?.password ?? '' },
    logFile,
  })
  await untilReady(part, () => answers(`${url}/ping`), { signal })
  return { part, url }
}
