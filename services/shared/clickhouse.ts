import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client'

export interface ClickHouseAddress {
  /** Of its HTTP interface. */
  readonly url: string
  readonly username: string
  readonly password: string
}

export interface ClickHouseOptions extends ClickHouseAddress {
  /** For names without one; default: the server's default database. */
  readonly database?: string
  /** Named in ClickHouse's query log. */
  readonly application: string
  /** Time for one request; above the `max_execution_time` of its settings, so that it is the server that gives up. */
  readonly timeoutMs: number
  /** Connections at a time. */
  readonly connections?: number
  readonly settings?: ClickHouseSettings
}

/** A client of ClickHouse's HTTP interface; opens no connection yet. It logs nothing itself: its errors say all, and whoever catches one logs it once. */
export function openClickHouse(options: ClickHouseOptions): ClickHouseClient {
  return createClient({
    url: options.url,
    username: options.username,
    password: options.password,
    ...(options.database === undefined ? {} : { database: options.database }),
    application: options.application,
    request_timeout: options.timeoutMs,
    max_open_connections: options.connections ?? 4,
    clickhouse_settings: options.settings ?? {},
    log: { level: ClickHouseLogLevel.OFF },
  })
}

/** A name as it stands in SQL, whatever characters it has. */
export const quotedName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
