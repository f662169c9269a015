import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import type { Refusal } from '../refusal.ts'
import type { KafkaClient } from './client.ts'
import { openCommits } from './commits.ts'
import { PartitionFetcher } from './fetcher.ts'
import type { Isolation, TopicPartition } from './log-record.ts'
import { joinGroup } from './membership.ts'
import type { Generation } from './membership.ts'
import { PartitionLoop } from './partition-loop.ts'
import type { PartitionMetrics } from './partition-loop.ts'
import type { SliceLimit } from './partition-queue.ts'
import type { PartitionContext, WorkerFactory } from './worker.ts'

export interface RunOptions {
  readonly client: KafkaClient
  readonly group: string
  /** Names on the broker. Several topics are distributed each for itself. */
  readonly topics: readonly string[]
  readonly batch: SliceLimit
  readonly worker: WorkerFactory
  readonly log: Log
  readonly metrics?: PartitionMetrics
  readonly isolation?: Isolation
  /** What a person can do where a topic does not hold the position that it is to be read from. */
  readonly remedy?: (topic: string) => string
  /** Default 10 s. A member that is silent for longer loses its partitions. */
  readonly sessionTimeoutMs?: number
  /** Default 1 s; also how soon members notice that another came or went. */
  readonly heartbeatMs?: number
  /** Default 8 ms: a fetch that brought little is followed by the next one no sooner. So partitions are read, and written, together, and an event costs fewer requests. */
  readonly paceMs?: number
}

export interface PartitionRunner {
  /** A confirmed member whose partitions are all taken over. */
  ready(): boolean
  /** What keeps it from being ready, for people. */
  missing(): string[]
  /** The partitions that are being read now. */
  owned(): TopicPartition[]
  /**
   * Lets the batches in hand end (for at most a second: what goes on after that is fenced), drops the workers, leaves the group. What they wrote is not committed to the group any
   * more: the next owner writes it again, of which readers see nothing.
   */
  stop(): Promise<void>
  /** Resolves after stop; rejects with the Refusal that ended it. */
  readonly done: Promise<void>
}

const stopWithinMs = 1000
const keyOf = ({ topic, partition }: TopicPartition) => `${topic}:${partition}`

/**
 * Owns partitions as a member of a group and runs one worker for each: partitions that are kept over a rebalance go on without a stall, lost ones are
 * dropped, gained ones taken over. Nothing here blocks on a slow partition: heartbeats, fetches and the other workers go on.
 */
export function runPartitions(options: RunOptions): PartitionRunner {
  const { client, group, topics, batch, log, metrics, isolation = 'read_committed', sessionTimeoutMs = 10_000, heartbeatMs = 1000 } = options
  const groupCluster = client.cluster({ requestTimeoutMs: sessionTimeoutMs })
  const dataCluster = client.cluster()
  // Room for a whole batch: with less, a batch would never fill, and always wait for its linger time.
  const fetcher = new PartitionFetcher({ cluster: dataCluster, log, isolation, paceMs: options.paceMs ?? 8, queueBytes: Math.max(512 * 1024, batch.maxBytes), ...(options.remedy && { remedy: options.remedy }) })
  const loops = new Map<string, PartitionLoop>()
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => {})
  let stopping: Promise<void> | null = null

  function onGeneration(generation: Generation | null): void {
    if (stopping) return
    const wanted = new Map((generation?.partitions ?? []).map((each) => [keyOf(each), each]))
    for (const [key, loop] of loops) {
      if (loop.stopped || (generation?.consecutive && wanted.has(key))) continue
      loop.stop()
      log.info({ event: 'partition.lost', partition: key }, 'Partition lost')
    }
    for (const [key, of] of wanted) {
      const previous = loops.get(key)
      if (!previous || previous.stopped) loops.set(key, start(of, previous?.done ?? Promise.resolve()))
    }
  }

  function start(of: TopicPartition, previous: Promise<void>): PartitionLoop {
    const worker = (isCurrent: () => boolean) => options.worker(of.topic, of.partition, contextOf(of, isCurrent))
    return new PartitionLoop({ of, fetcher, batch, log, metrics, worker, onRefusal: (refusal) => void end(refusal) }, previous)
  }

  const contextOf = (of: TopicPartition, isCurrent: () => boolean): PartitionContext => ({
    committed: () => commits.committed(of, isCurrent),
    commit: (offset, metadata = '') => commits.commit(of, { offset, metadata }, isCurrent),
    stillOurs: () => isCurrent() && membership.isFresh(),
  })

  const end = (refusal?: Refusal): Promise<void> => {
    stopping ??= (async () => {
      const live = [...loops.values()]
      for (const loop of live) loop.stop()
      const dropped = Promise.all(live.map(({ done }) => done))
      await Promise.race([dropped, sleep(stopWithinMs, undefined, { ref: false })])
      await Promise.race([membership.leave(dataCluster), sleep(stopWithinMs, undefined, { ref: false })])
      fetcher.close()
      await Promise.allSettled([groupCluster.disconnect(), dataCluster.disconnect()])
      if (refusal) ended.reject(refusal)
      else ended.resolve()
    })()
    return stopping
  }

  const membership = joinGroup({ cluster: groupCluster, group, topics, sessionTimeoutMs, heartbeatMs, log, onGeneration })
  const commits = openCommits(dataCluster, group, () => membership)
  const live = () => [...loops.values()].filter(({ stopped }) => !stopped)
  const missing = () => [
    ...(membership.isFresh() ? [] : [`not a member of the group ${group}`]),
    ...[...loops].filter(([, loop]) => !loop.stopped && !loop.reading).map(([key]) => `partition ${key} is not taken over yet`),
  ]
  return {
    missing,
    ready: () => stopping === null && membership.isFresh() && live().every(({ reading }) => reading),
    owned: () => (membership.current()?.partitions ?? []).filter((each) => loops.get(keyOf(each))?.reading),
    stop: () => end(),
    done: ended.promise,
  }
}
