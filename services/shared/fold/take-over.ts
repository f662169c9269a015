import { randomUUID } from 'node:crypto'
import type { Log } from '../log.ts'
import { checkSameLog } from '../kafka/same-log.ts'
import { Refusal } from '../refusal.ts'
import { reserved, type StateRecord } from './state-keys.ts'
import type { StateLog, Transactions } from './state-log.ts'

/** How far a partition's input log was read. */
export interface Position {
  /** Offset to go on with. */
  readonly next: number
  /** Kafka's time (epoch ms) of the record before it; null where none was read. */
  readonly readAt: number | null
}

/** Builds a partition's memory from its state records, in the order of the topic. */
export interface Restore<M> {
  add(record: StateRecord): void
  /** The memory, and the position of the input log that it speaks for; null where no marker was seen. */
  finish(): { readonly memory: M; readonly position: Position | null; readonly entries: number }
}

export interface TakeOverOptions<M> {
  readonly partition: number
  readonly transactionalId: string
  /** Names on the broker. */
  readonly stateTopic: string
  readonly inputTopic: string
  /** Topics whose partition of this number nobody else writes to. */
  readonly outputTopics: readonly string[]
  readonly kafka: StateLog
  readonly restore: Restore<M>
  /** The offset of the input that the service's group noted last; null: none. */
  readonly noted: () => Promise<number | null>
  readonly onRestored: (entries: number, bytes: number, seconds: number) => void
  readonly log: Log
}

/** A partition that was taken over: fenced, restored, and positioned. */
export interface TakenOver<M> extends Position {
  readonly memory: M
  readonly transactions: Transactions
}

/** Restores are told of every so often. */
const progressEveryMs = 2000
const anotherLog = 'What is remembered is of another log: choose a new CX_DEPLOYMENT, and replay the history into it.'

/**
 * Makes a partition ours: fence the former owner → write a barrier with a fresh nonce to the state partition → read that partition up to the barrier →
 * go on where the marker says, or begin where nothing was ever done. The high watermark is never waited for: what lies behind the barrier is what counts.
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
    const { memory, position, entries } = restore.finish()
    const seconds = (performance.now() - started) / 1000
    options.onRestored(entries, bytes, seconds)
    log.info({ event: 'partition.restored', topic, partition, entries, bytes, seconds, next: position?.next ?? null }, 'Partition restored')
    if (position !== null && position.readAt !== null) await checkSameLog(kafka.readOne, options.inputTopic, partition, { offset: position.next - 1, at: position.readAt }, anotherLog)
    return { memory, transactions, ...(position ?? await beginning(options)) }
  } catch (error) {
    await transactions.close().catch(() => {})
    throw error
  }
}

/**
 * Where a partition without a marker begins: at the first record that the input still has. Throws a Refusal where the partition was worked on before, because
 * all that it brought about would be written once more.
 */
async function beginning<M>({ kafka, partition, stateTopic, inputTopic, outputTopics, noted }: TakeOverOptions<M>): Promise<Position> {
  const next = await kafka.firstOffset(inputTopic, partition)
  const lost = (sign: string) => new Refusal(
    `Partition ${partition} of ${stateTopic} has no marker, but ${sign}: the state topic was deleted, emptied or recreated`,
    `Restore ${stateTopic} from a copy, or choose a new CX_DEPLOYMENT and replay the history into it: begun anew, everything would be written once more.`)
  const upTo = await noted()
  // Whoever takes over notes where it begins, and may die before its first transaction.
  if (upTo !== null && upTo !== next) throw lost(`partition ${partition} of ${inputTopic} was read up to offset ${upTo}`)
  for (const topic of outputTopics) {
    if (await kafka.holdsRecords(topic, partition)) throw lost(`partition ${partition} of ${topic} holds what was written for it`)
  }
  return { next, readAt: null }
}
