import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from './back-off.ts'
import type { Broker, Cluster } from './cluster.ts'
import { createCommitQueue, type Waiting } from './commit-queue.ts'
import { faultOf, PartitionLost } from './errors.ts'
import type { TopicPartition } from './log-record.ts'
import type { Membership } from './membership.ts'

/** What the group remembers of a partition. */
export interface Committed {
  readonly offset: number
  readonly metadata: string
}

export interface Commits {
  /** Null where nothing was ever committed. Waits while Kafka is away. */
  committed(of: TopicPartition, isOurs: () => boolean): Promise<Committed | null>
  /**
   * Resolves when the coordinator has stored it under a generation in which the partition is ours; rejects with PartitionLost otherwise.
   * A commit of an older generation cannot succeed: that is what keeps a late one from overwriting the next owner's.
   */
  commit(of: TopicPartition, what: Committed, isOurs: () => boolean): Promise<void>
}

const metadataLimit = 4096
/** How soon a commit that a rebalance refused is tried again where no new generation came. */
const refusedMs = 1000
const generationOver: ReadonlySet<string> = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'])

/** Offset commits of one group through connections of their own. */
export function openCommits(cluster: Cluster, group: string, membership: () => Membership): Commits {
  async function persist<T>(of: TopicPartition, isOurs: () => boolean, ask: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      if (!isOurs()) throw new PartitionLost(of.topic, of.partition)
      const generation = membership().current()
      const changed = membership().changed()
      try {
        return await ask()
      } catch (error) {
        const { code, retriable } = faultOf(error)
        if (generationOver.has(code)) {
          // Not for ever: a coordinator that refuses commits of a generation whose heartbeats it takes is asked again.
          if (membership().current() === generation) await Promise.race([changed, sleep(refusedMs, undefined, { ref: false })])
        } else if (retriable) {
          await sleep(backOffMs(failures))
          await cluster.refreshMetadata().catch(() => {})
        } else {
          throw error
        }
      }
    }
  }

  let known: Broker | null = null
  async function atCoordinator<T>(ask: (coordinator: Broker) => Promise<T>): Promise<T> {
    try {
      return await ask(known ??= await cluster.findGroupCoordinator({ groupId: group }))
    } catch (error) {
      known = null
      throw error
    }
  }

  async function send(all: readonly Waiting[]): Promise<void> {
    const generation = membership().current()
    const lost = all.find(({ isOurs }) => !isOurs())
    if (!generation || lost) throw new PartitionLost((lost ?? all[0]!).of.topic, (lost ?? all[0]!).of.partition)
    const topics = [...Map.groupBy(all, ({ of }) => of.topic)].map(([topic, own]) => ({
      topic, partitions: own.map(({ of, what }) => ({ partition: of.partition, offset: String(what.offset), metadata: what.metadata })),
    }))
    await atCoordinator((coordinator) => coordinator.offsetCommit({ groupId: group, memberId: generation.memberId, groupGenerationId: generation.id, topics }))
  }
  const commit = createCommitQueue(send, (one) => persist(one.of, one.isOurs, () => send([one])))

  return {
    committed: ({ topic, partition }, isOurs) => persist({ topic, partition }, isOurs, async () => {
      const { responses } = await atCoordinator((coordinator) => coordinator.offsetFetch({ groupId: group, topics: [{ topic, partitions: [{ partition }] }] }))
      const found = responses[0]!.partitions[0]!
      return Number(found.offset) < 0 ? null : { offset: Number(found.offset), metadata: found.metadata ?? '' }
    }),
    async commit(of, what, isOurs) {
      if (Buffer.byteLength(what.metadata) > metadataLimit) throw new RangeError(`Commit metadata of ${what.metadata.length} characters; Kafka takes ${metadataLimit} bytes`)
      await commit({ of, what, isOurs })
    },
  }
}
