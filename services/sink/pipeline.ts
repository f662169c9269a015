import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { PartitionContext, PartitionWorker } from '../shared/kafka/worker.ts'
import type { Lane } from '../shared/lane.ts'
import type { Log } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { BadRecords } from './bad-records.ts'
import { readBatch, type ReadBatch } from './batch.ts'
import type { Decode } from './decoder.ts'
import { formatMetadata, parseMetadata, type Intent, type LastRead } from './intent.ts'
import { checkLastRead } from './last-read.ts'
import type { SinkMetrics } from './metrics.ts'
import { piecesOf, type Piece, type Row } from './pieces.ts'
import type { FailedEvents, FirstOffset, ReadOne, Store } from './ports.ts'
import type { Table } from './tables.ts'

/** What the workers of all partitions share. */
export interface SinkParts {
  readonly deployment: string
  readonly store: Store
  readonly failedEvents: FailedEvents
  readonly firstOffset: FirstOffset
  readonly readOne: ReadOne
  /** Bounds how many batches are in memory as rows at a time. */
  readonly lane: Lane
  readonly metrics: SinkMetrics
  readonly log: Log
}

/** One partition of a topic, and what its records become. */
export interface SinkPartition {
  /** The topic's name on the broker. */
  readonly topic: string
  readonly partition: number
  readonly table: Table
  readonly decode: Decode
  readonly context: PartitionContext
}

/** Stores a partition's records in ClickHouse, each once: decode -> intent -> insert -> report what cannot be stored -> commit. */
export function createSinkWorker(parts: SinkParts, of: SinkPartition): PartitionWorker {
  const { store, metrics } = parts
  const { context, table, topic, partition } = of
  let position = 0
  let lastRead: LastRead | null = null
  let pending: Intent | null = null
  let held: LogRecord[] = []

  async function takeOver(): Promise<number> {
    const committed = await context.committed()
    if (!committed && await store.holdsRows(table, partition, context.stillOurs)) throw unknownPosition(topic, table, partition)
    const said = parseMetadata(committed?.metadata ?? '')
    if (said.lastRead) await checkLastRead(parts.readOne, topic, partition, said.lastRead)
    lastRead = said.lastRead
    pending = said.intent
    position = committed?.offset ?? await parts.firstOffset(topic, partition)
    return position
  }

  async function process(records: readonly LogRecord[], nextOffset: number): Promise<void> {
    if (pending) return repeat(pending, records, nextOffset)
    if (records.length > 0) await parts.lane.run(() => storeBatch({ from: position, to: nextOffset - 1, bad: [] }, records))
    else await commit(nextOffset)
    position = nextOffset
  }

  const commit = (offset: number, intent: Intent | null = null): Promise<void> => context.commit(offset, formatMetadata({ intent, lastRead }))

  /** Collects the open batch's records, however the reader cuts them, and does that batch first. */
  async function repeat(intent: Intent, records: readonly LogRecord[], nextOffset: number): Promise<void> {
    held = held.concat(records)
    if (nextOffset <= intent.to) return
    const all = held
    held = []
    await parts.lane.run(() => storeBatch(intent, all.filter(({ offset }) => offset <= intent.to)))
    metrics.repeated(table.topic)
    pending = null
    position = intent.to + 1
    if (nextOffset > position) await process(all.filter(({ offset }) => offset > intent.to), nextOffset)
  }

  async function storeBatch(intent: Intent, records: readonly LogRecord[]): Promise<void> {
    const started = performance.now()
    const oldest = records[0]
    const batch = await readBatch(table, of.decode, partition, records)
    const bad = new BadRecords(of, intent, batch.undecodable)
    // Exactly once: from here to the last commit, whoever goes on with this partition does this same batch again, under the same tokens.
    // ClickHouse takes each token once, and a batch that was done again is looked for in what it should be in.
    await commit(intent.from, { ...intent, bad: bad.offsets })
    for (const piece of piecesOf(batch.rows, tokenOf(intent))) await insert(piece, intent, bad)
    await report(bad, records, batch)
    const last = records.at(-1)
    if (last) lastRead = { offset: last.offset, at: last.timestamp }
    await commit(intent.to + 1)
    // Compaction may have taken all records of a batch that is done again.
    if (oldest) metrics.stored(table.topic, { rows: records.length - bad.offsets.length, seconds: (performance.now() - started) / 1000, oldestMs: oldest.timestamp })
  }

  const tokenOf = ({ from, to }: Intent): string => `${parts.deployment}:sink:${table.topic}:${partition}:${from}-${to}`

  async function insert(piece: Piece, intent: Intent, bad: BadRecords): Promise<void> {
    for (;;) {
      const rows = piece.rows.filter(({ offset }) => !bad.has(offset))
      if (rows.length === 0) return
      const outcome = await store.insert(table, partition, piece.token, rows, context.stillOurs)
      if (typeof outcome === 'string') return outcome === 'repeated' || pending !== null ? reconcile(rows) : undefined
      const rejected = await store.findRejected(table, rows, bad.room + 1, context.stillOurs)
      if (rejected.length === 0) throw rejectedByTable(table, topic, partition, rows, outcome.rejected)
      bad.addRejected(rejected)
      await commit(intent.from, { ...intent, bad: bad.offsets })
    }
  }

  async function reconcile(rows: readonly Row[]): Promise<void> {
    const { putBack, surplus, settled } = await store.reconcile(table, partition, rows, context.stillOurs)
    const where = { topic, partition, from: rows[0]!.offset, to: rows.at(-1)!.offset }
    metrics.reconciled(table.topic, { putBack, surplus, settled })
    if (putBack > 0) parts.log.warn({ event: 'batch.put-back', ...where, rows: putBack }, 'ClickHouse had taken a batch for stored that it did not hold; it is there now')
    if (settled > 0) parts.log.warn({ event: 'batch.settled', ...where, rows: settled }, 'Sums had a batch too little or too often; they agree with their facts again')
    if (surplus > 0) parts.log.error({ event: 'batch.surplus', ...where, rows: surplus, table: table.table }, 'Rows of a batch are in ClickHouse more than once')
  }

  async function report(bad: BadRecords, records: readonly LogRecord[], batch: ReadBatch): Promise<void> {
    if (bad.offsets.length === 0) return
    const unexplained = batch.rows.filter(({ offset }) => bad.lacksReason(offset))
    bad.addRejected(await store.findRejected(table, unexplained, unexplained.length, context.stillOurs))
    const failed = bad.list(records)
    for (const { record, failure } of failed) {
      metrics.failed(table.topic, failure.code)
      parts.log.warn({ event: 'record.failed', topic, partition, offset: record.offset, ...failure }, 'Record not stored')
    }
    // A failed event that cannot be stored would fail again as the failed event that says so.
    if (table.topic !== 'failed-events') await parts.failedEvents.publish(topic, partition, failed)
  }

  return { takeOver, process, drop: async () => { held = [] } }
}

const unknownPosition = (topic: string, { table, topic: name }: Table, partition: number): Refusal =>
  new Refusal(
    `ClickHouse's ${table} holds rows of partition ${partition} of ${topic}, but the sink's group has no position there: from the start on they would be stored twice.`,
    `Set the position behind the last stored row: cx sink adopt --topic ${name} --partition ${partition}`,
  )

const rejectedByTable = ({ table }: Table, topic: string, partition: number, rows: readonly Row[], reason: string): Refusal =>
  new Refusal(
    `ClickHouse's ${table} does not take rows of partition ${partition} of ${topic} (offsets ${rows[0]!.offset} to ${rows.at(-1)!.offset}), although their values fit its columns. ${reason}`,
    `It lies in a constraint or a default that was added to ${table}, or in a materialized view that reads from it: change or drop that, then start the sink again. Nothing is lost.`,
  )
