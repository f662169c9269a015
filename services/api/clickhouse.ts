import { ClickHouseError, type ClickHouseClient, type ClickHouseSettings, type ResultSet } from '@clickhouse/client'
import { QueryFailed, type Database, type Parameters } from './ports.ts'
import type { Row } from './resource.ts'

/** Of one query, in the server; the client's own timeout lies above. */
export const maxQuerySeconds = 10

/** No request can hold the database up, whatever it asks for. */
const limits = {
  max_execution_time: maxQuerySeconds,
  max_memory_usage: String(1024 ** 3),
  max_threads: 2,
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
} as const satisfies ClickHouseSettings

/** Nobody parses it here, so an error must not come in its middle: the answer begins when it is complete. */
const asArray = { output_format_json_array_of_rows: 1, output_format_json_escape_forward_slashes: 0, wait_end_of_query: 1 } as const satisfies ClickHouseSettings

/** TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS, TOO_MANY_ROWS_OR_BYTES, TOO_MANY_BYTES */
const costly = new Set(['159', '160', '241', '158', '396', '307'])

/** The database of a deployment on ClickHouse's HTTP interface; the client names it. */
export function createDatabase(client: ClickHouseClient): Database {
  async function answer<T>(sql: string, parameters: Parameters, settings: ClickHouseSettings, read: (result: ResultSet<'JSONEachRow'>) => Promise<T>): Promise<T> {
    try {
      return await read(await client.query({ query: sql, query_params: { ...parameters }, format: 'JSONEachRow', clickhouse_settings: { ...limits, ...settings } }))
    } catch (error) {
      if (error instanceof ClickHouseError) throw new QueryFailed(costly.has(error.code) ? 'costly' : 'unexpected', error)
      throw new QueryFailed('away', error)
    }
  }

  return {
    rows: (sql, parameters) => answer(sql, parameters, {}, (result) => result.json<Row>()),
    json: (sql, parameters) => answer(sql, parameters, asArray, (result) => result.text()),
    async ping() {
      const answer = await client.ping()
      if (!answer.success) throw answer.error
    },
  }
}
