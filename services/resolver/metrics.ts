import type { Resolved } from '../../core/resolving/resolve.ts'
import { foldMetrics, foldMetricSpecs } from '../shared/fold/fold-metrics.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { ContactMemory } from './state.ts'

/** All metrics of the resolver. */
const list = {
  ...foldMetricSpecs,
  written: { kind: 'counter', name: 'cx_records_written_total', help: 'Output records, committed.', labels: ['topic'] },
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Failed events written by this service.', labels: ['code'] },
  held: { kind: 'counter', name: 'cx_events_held_total', help: 'Events that wait for their contact to become known.', labels: [] },
  skipped: { kind: 'counter', name: 'cx_skipped_total', help: 'Records that a writer wrote again.', labels: ['reason'] },
  contacts: { kind: 'gauge', name: 'cx_contacts', help: 'Contacts in memory.', labels: ['partition'] },
} as const

export interface ResolverMetrics {
  committed(partition: number, out: Resolved, memory: ContactMemory, seconds: number): void
  restored(partition: number, contacts: number, bytes: number, seconds: number): void
}

/** The resolver's meters, what its partitions tell, and their page; `nameOf`: a broker's topic without the deployment's prefix. */
export function createResolverMetrics(nameOf: (topic: string) => string) {
  const { metrics, page } = createMetrics(list)
  const common = foldMetrics(metrics, nameOf, (partition) => metrics.contacts.remove({ partition }))
  const own: ResolverMetrics = {
    committed(partition, out, memory, seconds) {
      metrics.written.add(out.releases.length, { topic: 'timeline' })
      for (const { failure } of out.failures) metrics.failed.add(1, { code: failure.code })
      metrics.held.add(out.counts.held)
      if (out.counts.repeats > 0) metrics.skipped.add(out.counts.repeats, { reason: 'repeats' })
      metrics.contacts.set(memory.size(), { partition })
      // What was held did not wait for us.
      const direct = out.releases.filter(({ entry, offset, number }) => entry.offset === offset && number === 0)
      const inputs = [direct[0], direct.at(-1)].flatMap((release) => (release === undefined ? [] : [release.entry.timestamp]))
      common.committed(partition, memory.partition.clock, { seconds, inputs })
    },
    restored(partition, contacts, bytes, seconds) {
      metrics.contacts.set(contacts, { partition })
      common.restored(partition, bytes, seconds)
    },
  }
  return { metrics: own, partitions: common.partitions, page }
}
