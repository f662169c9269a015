import { randomUUID } from 'node:crypto'
import type { Log } from '../log.ts'
import { reserved, type StateRecord } from './state-keys.ts'
import type { StateLog, Transactions } from './state-log.ts'

/** Builds a partition's memory from its state records, in the order of the topic. */
export interface Restore<M> {
  add(record: StateRecord): void
  /** The memory, and the offset of the input log to go on with; null where no marker was seen. */
  finish(): { readonly memory: M; readonly next: number | null; readonly entries: number }
}

export interface TakeOverOptions<M> {
  readonly partition: number
  readonly transactionalId: string
  /** Names on the broker. */
  readonly stateTopic: string
  readonly inputTopic: string
  readonly kafka: StateLog
  readonly restore: Restore<M>
  readonly onRestored: (entries: number, bytes: number, seconds: number) => void
  readonly log: Log
}

/** A partition that was taken over: fenced, restored, and positioned. */
export interface TakenOver<M> {
  readonly memory: M
  readonly transactions: Transactions
  /** Offset of the input log to read from. */
  readonly next: number
}

/** Restores are told of every so often. */
const progressEveryMs = 2000

/**
 * Makes a partition ours: fence the former owner → write a barrier with a fresh nonce to the state partition → read that partition up to the barrier →
 * go on where the marker says. The high watermark is never waited for: what lies behind the barrier is what counts.
 */
export async function takeOver<M>(options: TakeOverOptions<M>): Promise<TakenOver<M>> {
  const { partition, stateTopic: topic, kafka, restore, log } = options
  const started = performance.now()
  const transactions = await kafka.openTransactions(options.transactionalId)
  try {
    const nonce = randomUUID()
    await transactions.write([{ topic, partition, key: reserved.barrier, value: Buffer.from(nonce) }])
    let bytes = 0
    let told = started
    await kafka.readState(
      topic,
      partition,
      (records) => {
        for (const { key, value } of records) {
          if (key === null) continue
          bytes += value?.length ?? 0
          restore.add({ key: key.toString(), value })
        }
        if (performance.now() - told < progressEveryMs) return
        told = performance.now()
        log.info({ event: 'partition.restoring', topic, partition, megabytes: Math.round(bytes / 1e6) }, 'Restoring')
      },
      (record) => record.key?.toString() === reserved.barrier && record.value?.toString() === nonce,
    )
    const { memory, next, entries } = restore.finish()
    const seconds = (performance.now() - started) / 1000
    options.onRestored(entries, bytes, seconds)
    log.info({ event: 'partition.restored', topic, partition, entries, bytes, seconds, next }, 'Partition restored')
    return { memory, transactions, next: next ?? (await kafka.firstOffset(options.inputTopic, partition)) }
  } catch (error) {
    await transactions.close().catch(() => {})
    throw error
  }
}
