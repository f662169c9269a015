import type { Resolved } from '../../core/resolving/resolve.ts'
import { partitionMetrics, partitionMetricSpecs } from '../shared/kafka/partition-metrics.ts'
import type { PartitionMetrics } from '../shared/kafka/partition-loop.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { ContactMemory } from './state.ts'

/** All metrics of the resolver. */
const list = {
  ...partitionMetricSpecs,
  written: { kind: 'counter', name: 'cx_records_written_total', help: 'Output records, committed.', labels: ['topic'] },
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Failed events written by this service.', labels: ['code'] },
  held: { kind: 'counter', name: 'cx_events_held_total', help: 'Events that wait for their contact to become known.', labels: [] },
  skipped: { kind: 'counter', name: 'cx_skipped_total', help: 'Records that a writer wrote again.', labels: ['reason'] },
  contacts: { kind: 'gauge', name: 'cx_contacts', help: 'Contacts in memory.', labels: ['partition'] },
  tick: { kind: 'gauge', name: 'cx_tick_seconds', help: 'Tick time of the partition, epoch seconds.', labels: ['partition'] },
  restoreSeconds: { kind: 'gauge', name: 'cx_restore_seconds', help: 'Time of the latest restore.', labels: ['partition'] },
  takeOvers: { kind: 'counter', name: 'cx_take_overs_total', help: 'Partitions taken over.', labels: [] },
  fenced: { kind: 'counter', name: 'cx_fenced_total', help: 'Workers that another process fenced, or whose write had an unknown outcome.', labels: [] },
} as const

export interface ResolverMetrics {
  committed(partition: number, out: Resolved, memory: ContactMemory): void
  restored(partition: number, contacts: number, seconds: number): void
}

/** The resolver's meters, what its partitions tell, and their page; `nameOf`: a broker's topic without the deployment's prefix. */
export function createResolverMetrics(nameOf: (topic: string) => string) {
  const { metrics, page } = createMetrics(list)
  const own: ResolverMetrics = {
    committed(partition, out, memory) {
      metrics.written.add(out.releases.length, { topic: 'timeline' })
      for (const { failure } of out.failures) metrics.failed.add(1, { code: failure.code })
      metrics.held.add(out.counts.held)
      if (out.counts.repeats > 0) metrics.skipped.add(out.counts.repeats, { reason: 'repeats' })
      metrics.contacts.set(memory.size(), { partition })
      const { tick } = memory.partition.clock
      if (tick !== -Infinity) metrics.tick.set(tick / 1000, { partition })
    },
    restored(partition, contacts, seconds) {
      metrics.takeOvers.add(1)
      metrics.contacts.set(contacts, { partition })
      metrics.restoreSeconds.set(seconds, { partition })
    },
  }
  const common = partitionMetrics(metrics, nameOf)
  const partitions: PartitionMetrics = {
    ...common,
    retried(of) {
      common.retried(of)
      metrics.fenced.add(1)
    },
    lost(of) {
      common.lost(of)
      for (const gauge of [metrics.contacts, metrics.tick, metrics.restoreSeconds]) gauge.remove({ partition: of.partition })
    },
  }
  return { metrics: own, partitions, page }
}
