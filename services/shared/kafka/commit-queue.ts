import type { Committed } from './commits.ts'
import { gather } from './gather.ts'
import type { TopicPartition } from './log-record.ts'

/** One partition's commit that waits to be sent. */
export interface Waiting {
  readonly of: TopicPartition
  readonly what: Committed
  readonly isOurs: () => boolean
}

interface Queued extends Waiting {
  resolve(): void
  reject(error: unknown): void
}

/**
 * Sends commits of many partitions together: those of one turn of the event loop at its end, and those that come while a request is under way in one
 * behind it. So a busy coordinator gets few requests, and an idle one keeps nobody waiting. Where a request fails, each of its commits goes on by itself, with `alone`.
 */
export function createCommitQueue(together: (all: readonly Waiting[]) => Promise<void>, alone: (one: Waiting) => Promise<void>): (one: Waiting) => Promise<void> {
  const enqueue = gather<Queued>(async (all) => {
    try {
      await together(latestOf(all))
      for (const each of all) each.resolve()
    } catch {
      // Not waited for: a partition that cannot go on must not hold back the others.
      for (const each of all) alone(each).then(each.resolve, each.reject)
    }
  })
  return (one) => new Promise<void>((resolve, reject) => enqueue({ ...one, resolve, reject }))
}

/** The last commit of each partition: a request names a partition once. */
const latestOf = (all: readonly Waiting[]): Waiting[] => [...new Map(all.map((each) => [`${each.of.topic}:${each.of.partition}`, each])).values()]
