import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'
import { backOffMs } from '../shared/kafka/back-off.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import { readBatch } from './batch.ts'
import { isStillRunning, queryIdOf } from './clickhouse.ts'
import type { Decode } from './decoder.ts'
import type { Feed } from './feeds.ts'
import { piecesOf } from './pieces.ts'
import type { Reconciled, Store } from './ports.ts'
import { fillLatest } from './reconcile.ts'
import { settleSums } from './sums.ts'
import type { Table } from './tables.ts'

/** Part of a topic that a sink has stored. */
export interface StoredRange {
  /** The topic's name on the broker. */
  readonly topic: string
  readonly partition: number
  readonly from: number
  /** The sink's position: what lies behind it is its own to store. */
  readonly until: number
}

export interface FromTopicOptions {
  readonly reader: LogReader
  readonly store: Store
  readonly table: Table
  readonly decode: Decode
  readonly signal: AbortSignal
  /** Told how many records more were compared. */
  readonly onProgress: (records: number) => void
  /** Told between which offsets, both included, there are rows more often than once. */
  readonly onSurplus: (first: number, last: number) => void
}

const rowsAtATime = 20_000
const mostRejected = 1000
const noteNothing: Reconciled = { putBack: 0, surplus: 0, settled: 0 }

/** Holds what a topic still has against its table and all that is fed from it, and puts back what is lacking. While the sink runs; harmless when repeated. */
export async function rebuildFromTopic(options: FromTopicOptions, { topic, partition, from, until }: StoredRange): Promise<Reconciled> {
  let sum = noteNothing
  let waiting: LogRecord[] = []
  const compare = async () => {
    const records = waiting
    waiting = []
    sum = plus(sum, await compareBatch(options, partition, records))
    options.onProgress(records.length)
  }
  await options.reader.readPartition({
    topic, partition, from, until, signal: options.signal,
    async onRecords(records) {
      waiting = waiting.concat(records)
      if (waiting.length >= rowsAtATime) await compare()
    },
  })
  await compare()
  return sum
}

const plus = (a: Reconciled, b: Reconciled): Reconciled => ({ putBack: a.putBack + b.putBack, surplus: a.surplus + b.surplus, settled: a.settled + b.settled })

/** Records that ClickHouse would not take are failed events, and no rows. As the sink inserts them, so they are compared: few enough months at a time. */
async function compareBatch({ store, table, decode, signal, onSurplus }: FromTopicOptions, partition: number, records: readonly LogRecord[]): Promise<Reconciled> {
  const { rows } = await readBatch(table, decode, partition, records)
  const wanted = () => !signal.aborted
  const rejected = new Set((await store.findRejected(table, rows, mostRejected, wanted)).map(({ offset }) => offset))
  let sum = noteNothing
  for (const piece of piecesOf(rows.filter(({ offset }) => !rejected.has(offset)), 'rebuild')) {
    const found = await store.reconcile(table, partition, piece.rows, wanted, 'rebuild')
    if (found.surplus > 0) onSurplus(piece.rows[0]!.offset, piece.rows.at(-1)!.offset)
    sum = plus(sum, found)
  }
  return sum
}

export interface FromFactsOptions {
  readonly client: ClickHouseClient
  readonly database: string
  readonly table: Table
  readonly feed: Feed
  /** Months (YYYYMM) from this one on; null: all that the facts have. */
  readonly from: string | null
  /** Told of each month that is done. */
  readonly onMonth: (month: string, done: number, total: number) => void
}

/**
 * Makes a table of latest states or of sums agree with the facts that it is fed from, month by month, while the sink runs; a month without facts is left as it is. Gives how many
 * facts the sums lacked or had too much. Harmless when repeated. Throws ClickHouse's errors.
 */
export async function rebuildFromFacts({ client, database, table, feed, from, onMonth }: FromFactsOptions): Promise<number> {
  const facts = `${quotedName(database)}.${quotedName(table.table)}`
  const found = await (await client.query({ query: `SELECT _partition_id AS month, groupUniqArray(record_partition) AS partitions FROM ${facts} GROUP BY month ORDER BY month`, format: 'JSONEachRow' }))
    .json<{ month: string; partitions: number[] }>()
  const months = found.filter(({ month }) => from === null || !/^\d{6}$/.test(month) || month >= from)
  let settled = 0
  for (const [index, { month, partitions }] of months.entries()) {
    for (const partition of partitions) {
      const own = `(SELECT * FROM ${facts} WHERE record_partition = ${partition} AND _partition_id = '${month}')`
      const queryId = queryIdOf(database, table, partition)
      settled += await alone(async () => {
        if (feed.kind === 'sums') return settleSums(client, feed, { facts: feed.over(own), sums: `SELECT * FROM ${feed.target} WHERE record_partition = ${partition} AND _partition_id = '${month}'`, queryId })
        await fillLatest(client, feed, own, queryId)
        return 0
      })
    }
    onMonth(month, index + 1, months.length)
  }
  return settled
}

/** Waits for a query of the same partition that the sink is running. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work()
    } catch (error) {
      if (!isStillRunning(error)) throw error
      await sleep(backOffMs(failures))
    }
  }
}
