import { sourceKey } from '../../core/scoring/entry.ts'
import type { Partition } from '../../core/scoring/partition.ts'
import type { Log } from '../shared/log.ts'

/** A source may be silent about its progress for so many tick intervals. */
const intervals = 3

/** Watches over the progress of the sources that the settings list: time stands still while one of them says nothing. */
export interface Staleness {
  /** A partition was taken over, at `now`. */
  watch(partition: Partition, now: number): void
  forget(partition: number): void
  /** The sources whose progress is older than three intervals, for people; logged when one becomes so. `now`: epoch ms. */
  stale(now: number): string[]
}

export function createStaleness(log: Log): Staleness {
  const watched = new Map<number, { readonly partition: Partition; readonly since: number }>()
  let known = new Set<string>()

  function* staleSources(now: number): Generator<string> {
    for (const { partition, since } of watched.values()) {
      const { inForce, clock } = partition
      if (inForce === null || inForce.settings.clock !== 'wall') continue
      const patience = intervals * inForce.settings.tickIntervalMs
      for (const { topic, partitions } of inForce.settings.sources) {
        for (let p = 0; p < partitions; p++) {
          const source = sourceKey(topic, p)
          if (now - Math.max(since, clock.progress.get(source) ?? 0) > patience) yield source
        }
      }
    }
  }

  return {
    watch: (partition, now) => void watched.set(partition.number, { partition, since: now }),
    forget: (partition) => void watched.delete(partition),
    stale(now) {
      const sources = new Set(staleSources(now))
      for (const source of sources) {
        if (!known.has(source)) log.warn({ event: 'source.stale', source }, 'No progress of this source: time stands still until it is read again')
      }
      known = sources
      return [...sources].sort().map((source) => `source ${source} has told no progress for ${intervals} tick intervals; is the ${source.startsWith('by-contact') ? 'resolver' : 'enricher'} running?`)
    },
  }
}
