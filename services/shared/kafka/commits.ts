import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from './back-off.ts'
import type { Cluster } from './cluster.ts'
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
          if (membership().current() === generation) await changed
        } else if (retriable) {
          await sleep(backOffMs(failures))
          await cluster.refreshMetadata().catch(() => {})
        } else {
          throw error
        }
      }
    }
  }

  return {
    committed: ({ topic, partition }, isOurs) => persist({ topic, partition }, isOurs, async () => {
      const coordinator = await cluster.findGroupCoordinator({ groupId: group })
      const { responses } = await coordinator.offsetFetch({ groupId: group, topics: [{ topic, partitions: [{ partition }] }] })
      const found = responses[0]!.partitions[0]!
      return Number(found.offset) < 0 ? null : { offset: Number(found.offset), metadata: found.metadata ?? '' }
    }),
    commit: ({ topic, partition }, { offset, metadata }, isOurs) => {
      if (Buffer.byteLength(metadata) > metadataLimit) throw new RangeError(`Commit metadata of ${metadata.length} characters; Kafka takes ${metadataLimit} bytes`)
      return persist({ topic, partition }, isOurs, async () => {
        const generation = membership().current()
        if (!generation || !isOurs()) throw new PartitionLost(topic, partition)
        const coordinator = await cluster.findGroupCoordinator({ groupId: group })
        await coordinator.offsetCommit({
          groupId: group, memberId: generation.memberId, groupGenerationId: generation.id,
          topics: [{ topic, partitions: [{ partition, offset: String(offset), metadata }] }],
        })
      })
    },
  }
}
