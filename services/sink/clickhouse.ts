import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { ClickHouseError, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { backOffMs } from '../shared/kafka/back-off.ts'
import type { Log } from '../shared/log.ts'
import { demand, Relinquished } from './attempt.ts'
import type { SinkMetrics } from './metrics.ts'
import type { Row } from './pieces.ts'
import type { RejectedRow, Store } from './ports.ts'
import { reconcile } from './reconcile.ts'
import type { Table } from './tables.ts'

/** The database's tables as they are: the type of each of our columns, by table and column. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface ClickHouseStoreOptions {
  readonly client: ClickHouseClient
  readonly database: string
  readonly types: ColumnTypes
  readonly log: Log
  readonly metrics: SinkMetrics
  /** Whether a call that failed for the `failures`th time is tried again; by default always. */
  readonly endures?: (error: unknown, failures: number) => boolean
}

export interface ClickHouseStore extends Store {
  /** Whether ClickHouse answered the last request. */
  answers(): boolean
}

/** Server time for one insert. */
export const maxInsertSeconds = 60

/** One block an insert, recognised by its token in the table and in all that materialized views feed from it, and never ended by a second of its query id. Checked at start. */
export const insertSettings = {
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  async_insert: 0,
  replace_running_query: 0,
  wait_end_of_query: 1,
  input_format_parallel_parsing: 0,
  max_insert_threads: '1',
  max_insert_block_size: '1000000',
  input_format_null_as_default: 0,
  max_execution_time: maxInsertSeconds,
} as const satisfies ClickHouseSettings

/** Errors that lie in a row's values, or in what constraints, defaults and views make of them; with any other one ClickHouse is as good as away. */
const rowErrors = new Set(['6', '25', '26', '27', '38', '41', '53', '69', '70', '72', '117', '130', '131', '153', '190', '321', '349', '376', '395', '441', '467', '469', '675', '676'])
const isRowError = (error: unknown): error is ClickHouseError => error instanceof ClickHouseError && rowErrors.has(error.code)

const messageOf = (error: ClickHouseError): string => `${error.type}: ${error.message.split('\n')[0]}`

/** One for all that changes a partition's rows: ClickHouse refuses a query while one of the same id runs, so that even a sink that was displaced never does two things at a time. */
export const queryIdOf = (database: string, { table }: Table, partition: number): string => `cx-sink:${database}.${table}:${partition}`

/** Whether ClickHouse refused a query because an earlier one of the same id has not ended. */
export const isStillRunning = (error: unknown): boolean => error instanceof ClickHouseError && error.code === '216'

/** The store on ClickHouse's HTTP interface. */
export function createClickHouseStore({ client, database, types, log, metrics, endures = () => true }: ClickHouseStoreOptions): ClickHouseStore {
  let away = false
  // The types of the columns are ClickHouse's answer. A gauge that nobody has set is 0, which would be an alarm.
  metrics.clickhouse('answers')

  /** Repeats until ClickHouse has judged: its answer, or an error that lies in the rows. Not even one try is made for a partition that is lost: after a long sleep its token may be forgotten. */
  async function patiently<T>(ask: () => Promise<T>, wanted: () => boolean): Promise<T> {
    for (let failures = 0; ; failures++) {
      demand(wanted)
      try {
        const answer = await ask()
        note(null)
        return answer
      } catch (error) {
        if (isRowError(error)) throw error
        if (!isStillRunning(error) && !(error instanceof Relinquished)) note(error)
        if (!wanted() || !endures(error, failures + 1)) throw error
        await sleep(backOffMs(failures))
      }
    }
  }

  function note(error: unknown): void {
    if (error === null ? !away : away) return
    away = error !== null
    metrics.clickhouse(away ? 'away' : 'answers')
    if (away) log.warn({ event: 'dependency.waiting', dependency: 'clickhouse', err: error }, 'ClickHouse does not answer as it should, backing off')
    else log.info({ event: 'dependency.back', dependency: 'clickhouse' }, 'ClickHouse answers again')
  }

  /** Rows as bytes: the client's own inserts would take them apart and write them again. */
  async function send(target: string, table: Table, rows: readonly Row[], settings: ClickHouseSettings, queryId?: string): Promise<void> {
    const { stream } = await client.exec({
      ...(queryId === undefined ? {} : { query_id: queryId }),
      query: `INSERT INTO ${target} (${table.columns.map(quotedName).join(', ')}) FORMAT JSONCompactEachRow`,
      values: Readable.from([Buffer.from(rows.map(({ line }) => line).join('\n'))], { objectMode: false }),
      clickhouse_settings: { ...insertSettings, ...settings },
    })
    for await (const _ of stream) continue
  }

  /** Null where ClickHouse takes the rows. */
  async function rejectionOf(table: Table, rows: readonly Row[], wanted: () => boolean): Promise<string | null> {
    const structure = table.columns.map((column) => `${quotedName(column)} ${types.get(table.table)!.get(column)!}`).join(', ')
    const target = `FUNCTION null('${structure.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'')}')`
    try {
      await patiently(() => send(target, table, rows, {}), wanted)
      return null
    } catch (error) {
      if (isRowError(error)) return messageOf(error)
      throw error
    }
  }

  return {
    answers: () => !away,
    async insert(table, partition, token, rows, wanted) {
      let tries = 0
      const attempt = () => {
        tries++
        return send(`${quotedName(database)}.${quotedName(table.table)}`, table, rows, { insert_deduplication_token: token }, queryIdOf(database, table, partition))
      }
      try {
        await patiently(attempt, wanted)
        return tries === 1 ? 'stored' : 'repeated'
      } catch (error) {
        if (isRowError(error)) return { rejected: messageOf(error) }
        throw error
      }
    },
    reconcile: (table, partition, rows, wanted, purpose = 'repeat') => patiently(() => reconcile({ client, database, send }, { table, partition, rows, queryId: queryIdOf(database, table, partition), purpose, wanted }), wanted),
    async findRejected(table, rows, limit, wanted) {
      const found: RejectedRow[] = []
      const search = async (part: readonly Row[]): Promise<void> => {
        const reason = found.length < limit && part.length > 0 ? await rejectionOf(table, part, wanted) : null
        if (reason === null) return
        if (part.length === 1) return void found.push({ offset: part[0]!.offset, reason })
        const middle = part.length >> 1
        await search(part.slice(0, middle))
        await search(part.slice(middle))
      }
      await search(rows)
      return found
    },
    holdsRows: (table, partition, wanted) => patiently(async () => {
      const query = `SELECT 1 AS found FROM ${quotedName(database)}.${quotedName(table.table)} WHERE record_partition = {partition:UInt32} LIMIT 1`
      const rows = await (await client.query({ query, query_params: { partition }, format: 'JSONEachRow' })).json()
      return rows.length > 0
    }, wanted),
  }
}
