import { foldMetrics, foldMetricSpecs } from '../shared/fold/fold-metrics.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { Batch } from './batch.ts'
import type { PartitionMemory } from './state.ts'

/** All metrics of the scorer. */
const list = {
  ...foldMetricSpecs,
  written: { kind: 'counter', name: 'cx_records_written_total', help: 'Output records, committed.', labels: ['topic'] },
  alerts: { kind: 'counter', name: 'cx_alert_steps_total', help: 'Steps of alerts, committed.', labels: ['kind', 'status'] },
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Failed events written by this service.', labels: ['code'] },
  skipped: { kind: 'counter', name: 'cx_skipped_total', help: 'Records that changed nothing: duplicates and superseded events, repeats of a writer.', labels: ['reason'] },
  unknownTouchPoints: { kind: 'counter', name: 'cx_unknown_touch_points_total', help: 'Touch points whose key the model does not name.', labels: [] },
  sourcesTooMany: { kind: 'counter', name: 'cx_sources_too_many_total', help: 'Records of sources beyond the 500 whose rhythm a partition keeps: their outages are not noticed.', labels: [] },
  accounts: { kind: 'gauge', name: 'cx_accounts', help: 'Accounts in memory.', labels: ['partition'] },
} as const

export interface ScorerMetrics {
  committed(partition: number, batch: Batch, memory: PartitionMemory, seconds: number): void
  restored(partition: number, accounts: number, bytes: number, seconds: number): void
}

/** The scorer's meters, what its partitions tell, and their page; `nameOf`: a broker's topic without the deployment's prefix. */
export function createScorerMetrics(nameOf: (topic: string) => string) {
  const { metrics, page } = createMetrics(list)
  const common = foldMetrics(metrics, nameOf, (partition) => metrics.accounts.remove({ partition }))
  const own: ScorerMetrics = {
    committed(partition, { out, tally }, memory, seconds) {
      const { counts } = out
      metrics.written.add(tally.interactions, { topic: 'interactions' })
      metrics.written.add(tally.scores, { topic: 'scores' })
      metrics.written.add(tally.alerts.length, { topic: 'alerts' })
      for (const { kind, status } of tally.alerts) metrics.alerts.add(1, { kind, status })
      for (const code of tally.failures) metrics.failed.add(1, { code })
      for (const reason of ['duplicates', 'superseded', 'repeats'] as const) if (counts[reason] > 0) metrics.skipped.add(counts[reason], { reason })
      metrics.unknownTouchPoints.add(counts.unknownTouchPoints)
      metrics.sourcesTooMany.add(counts.sourcesTooMany)
      metrics.accounts.set(memory.accounts.size, { partition })
      // The oldest and the newest of a batch bound the others; observing each would cost more than scoring it.
      const inputs = tally.interactions > 0 ? [tally.firstReceivedAt, tally.lastReceivedAt] : []
      common.committed(partition, memory.partition.clock, { seconds, inputs })
    },
    restored(partition, accounts, bytes, seconds) {
      metrics.accounts.set(accounts, { partition })
      common.restored(partition, bytes, seconds)
    },
  }
  return { metrics: own, partitions: common.partitions, page }
}
