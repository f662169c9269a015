import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'

/** One committed record. */
export interface Stored {
  readonly offset: number
  /** Epoch ms; broker time on topics with LogAppendTime. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
}

export interface Logs {
  /** All committed records of a partition, in order, up to its end as it is now. */
  read(topic: string, partition: number, onRecord: (record: Stored) => void): Promise<void>
  all(topic: string, partition: number): Promise<Stored[]>
  partitions(topic: string): Promise<number>
  close(): Promise<void>
}

interface RawMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}

interface RawPartition {
  readonly errorCode: number
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[] | null
  readonly messages: readonly RawMessage[]
}

const require = createRequire(import.meta.url)
const Cluster = require('kafkajs/src/cluster')
const socketFactory = require('kafkajs/src/network/socketFactory')

const retry = { retries: 30, initialRetryTime: 50, maxRetryTime: 1000 }
const bytesAtATime = 4 * 1024 * 1024
const stuckAfterMs = 60_000

/** Reads topics as a foreign consumer would, on kafkajs' protocol alone: read committed, with a filter of aborted records of its own. */
export function openLogs(brokers: readonly string[]): Logs {
  const config = { brokers: [...brokers], clientId: 'verifier', logLevel: logLevel.NOTHING, retry }
  const cluster = new Cluster({
    ...config, logger: new Kafka(config).logger(), socketFactory: socketFactory(), connectionTimeout: 5000, requestTimeout: 60_000, enforceRequestTimeout: true,
    metadataMaxAge: 300_000, allowAutoTopicCreation: false, isolationLevel: 1, retry,
  })

  async function leaderOf(topic: string, partition: number) {
    await cluster.connect()
    await cluster.addMultipleTargetTopics([topic])
    const found = (cluster.findTopicPartitionMetadata(topic) as { partitionId: number; leader: number }[]).find(({ partitionId }) => partitionId === partition)
    if (!found) throw new Error(`${topic} has no partition ${partition}`)
    return cluster.findBroker({ nodeId: found.leader })
  }

  async function read(topic: string, partition: number, onRecord: (record: Stored) => void): Promise<void> {
    const broker = await leaderOf(topic, partition)
    const listed = await broker.listOffsets({ isolationLevel: 0, topics: [{ topic, partitions: [{ partition, timestamp: -1 }] }] })
    const end = Number(listed.responses[0].partitions[0].offset)
    const first = await broker.listOffsets({ isolationLevel: 0, topics: [{ topic, partitions: [{ partition, timestamp: -2 }] }] })
    let position = Number(first.responses[0].partitions[0].offset)
    let movedAt = performance.now()
    while (position < end) {
      const { responses } = await broker.fetch({
        replicaId: -1, isolationLevel: 1, maxWaitTime: 100, minBytes: 1, maxBytes: bytesAtATime,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(position), maxBytes: bytesAtATime }] }],
      })
      const next = deliver(responses[0].partitions[0] as RawPartition, position, onRecord)
      if (next > position) movedAt = performance.now()
      else await sleep(20)
      if (performance.now() - movedAt > stuckAfterMs) throw new Error(`${topic} ${partition} cannot be read beyond ${position} of ${end}: a transaction is open`)
      position = next
    }
  }

  return {
    read,
    async all(topic, partition) {
      const found: Stored[] = []
      await read(topic, partition, (record) => found.push(record))
      return found
    },
    async partitions(topic) {
      await leaderOf(topic, 0)
      return cluster.findTopicPartitionMetadata(topic).length
    },
    close: () => cluster.disconnect(),
  }
}

/** Hands on what was committed; gives the position after the last record, whatever became of it. */
function deliver({ errorCode, abortedTransactions, messages }: RawPartition, from: number, onRecord: (record: Stored) => void): number {
  if (errorCode !== 0) throw new Error(`Kafka answers a fetch with error ${errorCode}`)
  const aborted = (abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({ producerId, first: Number(firstOffset) }))
  aborted.sort((a, b) => a.first - b.first)
  const skipped = new Set<string>()
  let position = from
  for (const { offset, timestamp, key, value, isControlRecord, batchContext } of messages) {
    const at = Number(offset)
    while (aborted.length > 0 && aborted[0]!.first <= at) skipped.add(aborted.shift()!.producerId)
    const isAborted = batchContext.inTransaction && skipped.has(batchContext.producerId)
    if (isControlRecord) skipped.delete(batchContext.producerId)
    else if (at >= from && !isAborted) onRecord({ offset: at, timestamp: Number(timestamp), key, value })
    position = Math.max(position, at + 1)
  }
  return position
}
