import type { Differences } from './differences.ts'
import { openLogs } from './log.ts'

/** What a scorer makes of a timeline. */
export const outputs = ['interactions', 'scores', 'alerts'] as const

/**
 * Compares topics of two deployments of which one is to be like the other: the same keys and the same bytes, partition by partition, in order. Gives how many
 * records were compared.
 */
export async function compareReplay(brokers: readonly string[], [first, second]: readonly [string, string], topics: readonly ('timeline' | (typeof outputs)[number])[], differences: Differences): Promise<number> {
  const logs = openLogs(brokers)
  let compared = 0
  try {
    for (const topic of topics) {
      const promise = topic === 'timeline' ? 'the replay has the same timeline' : `the same timeline gives the same ${topic}, byte for byte`
      for (let partition = 0; partition < await logs.partitions(`${first}.${topic}`); partition++) {
        const [left, right] = [await logs.all(`${first}.${topic}`, partition), await logs.all(`${second}.${topic}`, partition)]
        if (left.length !== right.length) differences.add(promise, `${topic} ${partition}: ${left.length} records and ${right.length}`)
        const length = Math.min(left.length, right.length)
        for (let i = 0; i < length; i++) {
          compared++
          if (same(left[i]!.key, right[i]!.key) && same(left[i]!.value, right[i]!.value)) continue
          differences.add(promise, `${topic} ${partition}, record ${i} (offsets ${left[i]!.offset} and ${right[i]!.offset}) of ${left[i]!.key}`)
          if (topic !== 'scores') break
        }
      }
    }
  } finally {
    await logs.close()
  }
  return compared
}

const same = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b))
