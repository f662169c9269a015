import { randomUUID } from 'node:crypto'
import type { Log } from '../shared/log.ts'
import { topicOf } from '../topology.ts'
import type { ScorerMetrics } from './metrics.ts'
import type { TakenOver } from './pipeline.ts'
import type { ScorerLog } from './ports.ts'
import { reserved } from './state-keys.ts'
import { startRestore } from './state.ts'

export interface TakeOverOptions {
  readonly deployment: string
  readonly partition: number
  readonly kafka: ScorerLog
  readonly metrics: ScorerMetrics
  readonly log: Log
}

/** Restores are told of every so often. */
const progressEveryMs = 2000

/**
 * Makes a partition ours: fence the former owner → write a barrier with a fresh nonce to the state partition → read that partition up to the barrier →
 * go on where the marker says. The high watermark is never waited for: what lies behind the barrier is what counts.
 */
export async function takeOver(options: TakeOverOptions, defects: ReadonlySet<string>): Promise<TakenOver> {
  const { deployment, partition, kafka, metrics, log } = options
  const started = performance.now()
  const topic = topicOf(deployment, 'scorer-state')
  const transactions = await kafka.openTransactions(`${deployment}-scorer-${partition}`)
  try {
    const nonce = randomUUID()
    await transactions.write([{ topic, partition, key: reserved.barrier, value: Buffer.from(nonce) }])
    const restore = startRestore(partition, defects)
    let bytes = 0
    let told = started
    await kafka.readState(
      topic,
      partition,
      (records) => {
        for (const { key, value } of records) {
          if (key === null || value === null) continue
          bytes += value.length
          restore.add({ key: key.toString(), value })
        }
        if (performance.now() - told < progressEveryMs) return
        told = performance.now()
        log.info({ event: 'partition.restoring', partition, megabytes: Math.round(bytes / 1e6) }, 'Restoring')
      },
      (record) => record.key?.toString() === reserved.barrier && record.value?.toString() === nonce,
    )
    const { memory, next } = restore.finish()
    const seconds = (performance.now() - started) / 1000
    metrics.restored(partition, memory.accounts.size, bytes, seconds)
    log.info({ event: 'partition.restored', partition, accounts: memory.accounts.size, bytes, seconds, next }, 'Partition restored')
    return { memory, transactions, next: next ?? (await kafka.firstOffset(topicOf(deployment, 'timeline'), partition)) }
  } catch (error) {
    await transactions.close().catch(() => {})
    throw error
  }
}
