import { createHash, type Hash } from 'node:crypto'
import { applyEntry } from '../../core/scoring/apply-entry.ts'
import type { Entry } from '../../core/scoring/entry.ts'
import { drain, newBatch } from '../../services/scorer/batch.ts'
import { createEncoder, type SchemaIds } from '../../services/scorer/encode.ts'
import { startRestore } from '../../services/scorer/state.ts'
import { decodeEntry } from '../../services/shared/avro/entry.ts'
import type { Broker } from '../../services/shared/kafka/cluster.ts'
import type { LogRecord } from '../../services/shared/kafka/log-record.ts'
import { produceTo } from '../../services/shared/kafka/produce.ts'
import { recordsOf } from '../../test/helpers/records-of-set.ts'

const ids: SchemaIds = { 'interactions': 1, 'scores': 2, 'alerts': 3, 'failed-events': 4, 'touchpoints': 5, 'surveys': 6, 'crm': 7, 'alert-actions': 8 }
/** Takes a request and stores nothing. */
const noBroker = { nodeId: 1, connectionPool: { send: async () => [] }, disconnect: async () => {} } as unknown as Broker
const identity = { producerId: '1', producerEpoch: 0, transactionalId: 'bench' }

/** The stages of a scorer whose cost is told apart. */
export const stages = ['decode', 'score', 'encode', 'state', 'request'] as const
export type Stage = (typeof stages)[number]

export interface Cost {
  /** By stage: by how much the meter moved. */
  readonly spent: Readonly<Record<Stage, number>>
  readonly interactions: number
  /** Of records written, by topic: count and bytes of the values. */
  readonly written: ReadonlyMap<string, { records: number; bytes: number }>
  /** Over all records written, topic by topic, in order. The same load must always give the same. */
  readonly digest: string
}

/** Scores a partition's records from nothing as the scorer does, batch by batch, without Kafka. `meter`: what is measured; default: microseconds. */
export async function scoreAll(records: readonly LogRecord[], batchSize = 2000, meter = () => performance.now() * 1000): Promise<Cost> {
  const memory = startRestore(0, new Set(), () => true).finish().memory
  const encode = createEncoder('bench', ids)
  const spent: Record<Stage, number> = { decode: 0, score: 0, encode: 0, state: 0, request: 0 }
  const written = new Map<string, { records: number; bytes: number }>()
  const hashes = new Map<string, Hash>()
  let interactions = 0
  let sequence = 0
  const timed = <T>(stage: Stage, action: () => T): T => {
    const since = meter()
    const result = action()
    spent[stage] += meter() - since
    return result
  }
  for (let from = 0; from < records.length; from += batchSize) {
    const slice = records.slice(from, from + batchSize)
    const batch = newBatch()
    let entry: Entry
    // Record by record, as the scorer does: what a record brings about is encoded before the next is read.
    for (const record of slice) {
      timed('decode', () => { entry = decodeEntry(record) })
      timed('score', () => { if (!applyEntry(memory.partition, entry, batch.out, Infinity)) throw new Error('cut') })
      timed('encode', () => drain(batch, (out, into) => encode.results(0, out, into)))
      }
    interactions += batch.tally.interactions
    timed('state', () => encode.state(0, memory, { next: from + slice.length, readAt: slice.at(-1)!.timestamp }, batch.records))
    let sent: Promise<unknown> | undefined
    timed('request', () => { sent = produceTo(noBroker, identity, batch.records.all.map((records) => ({ topic: records.topic, partition: 0, records, sequence })), 0) })
    await sent
    sequence += batch.records.count
    for (const set of batch.records.all) for (const { key, value } of recordsOf(set)) note(set.topic, key, value)
    batch.records.release()
  }
  return { spent, interactions, written, digest: createHash('sha256').update([...hashes.keys()].sort().map((topic) => `${topic} ${hashes.get(topic)!.digest('hex')}`).join()).digest('hex') }

  function note(topic: string, key: string | null, value: Buffer | null): void {
    const tally = written.get(topic) ?? { records: 0, bytes: 0 }
    tally.records++
    tally.bytes += value?.length ?? 0
    written.set(topic, tally)
    if (!hashes.has(topic)) hashes.set(topic, createHash('sha256'))
    const hash = hashes.get(topic)!
    hash.update(`${key} `)
    if (value) hash.update(value)
  }
}
