import type { Committed } from './commits.ts'
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
 * Sends commits of many partitions together: the first at once, and those that come while it is under way in one request behind it. So a busy coordinator
 * gets few requests, and an idle one keeps nobody waiting. Where a request fails, each of its commits goes on by itself, with `alone`.
 */
export function createCommitQueue(together: (all: readonly Waiting[]) => Promise<void>, alone: (one: Waiting) => Promise<void>): (one: Waiting) => Promise<void> {
  let queue: Queued[] = []
  let sending = false

  async function sendAll(): Promise<void> {
    sending = true
    while (queue.length > 0) {
      const all = queue
      queue = []
      try {
        await together(latestOf(all))
        for (const each of all) each.resolve()
      } catch {
        // Not waited for: a partition that cannot go on must not hold back the others.
        for (const each of all) alone(each).then(each.resolve, each.reject)
      }
    }
    sending = false
  }

  return (one) => new Promise<void>((resolve, reject) => {
    queue.push({ ...one, resolve, reject })
    if (!sending) void sendAll()
  })
}

/** The last commit of each partition: a request names a partition once. */
const latestOf = (all: readonly Waiting[]): Waiting[] => [...new Map(all.map((each) => [`${each.of.topic}:${each.of.partition}`, each])).values()]
