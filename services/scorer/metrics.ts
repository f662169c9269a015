import { partitionMetrics, partitionMetricSpecs } from '../shared/kafka/partition-metrics.ts'
import type { PartitionMetrics } from '../shared/kafka/partition-loop.ts'
import type { Batch } from './batch.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { PartitionMemory } from './state.ts'

/** All metrics of the scorer. */
const list = {
  ...partitionMetricSpecs,
  written: { kind: 'counter', name: 'cx_records_written_total', help: 'Output records, committed.', labels: ['topic'] },
  alerts: { kind: 'counter', name: 'cx_alert_steps_total', help: 'Steps of alerts, committed.', labels: ['kind', 'status'] },
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Failed events written by this service.', labels: ['code'] },
  skipped: { kind: 'counter', name: 'cx_skipped_total', help: 'Records that changed nothing: duplicates and superseded events, repeats of a writer.', labels: ['reason'] },
  unknownTouchPoints: { kind: 'counter', name: 'cx_unknown_touch_points_total', help: 'Touch points whose key the model does not name.', labels: [] },
  transaction: {
    kind: 'histogram', name: 'cx_transaction_seconds', help: 'Time of one transaction, from encoding to the commit.', labels: [],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  },
  endToEnd: {
    kind: 'histogram', name: 'cx_end_to_end_seconds', help: 'From the broker time of an input record to its committed interaction.', labels: [],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60],
  },
  accounts: { kind: 'gauge', name: 'cx_accounts', help: 'Accounts in memory.', labels: ['partition'] },
  tick: { kind: 'gauge', name: 'cx_tick_seconds', help: 'Tick time of the partition, epoch seconds.', labels: ['partition'] },
  progress: { kind: 'gauge', name: 'cx_progress_seconds', help: 'Up to when a source partition was read, epoch seconds (clock wall).', labels: ['partition', 'source'] },
  restoreSeconds: { kind: 'gauge', name: 'cx_restore_seconds', help: 'Time of the latest restore.', labels: ['partition'] },
  restoreBytes: { kind: 'gauge', name: 'cx_restore_bytes', help: 'Bytes read by the latest restore.', labels: ['partition'] },
  takeOvers: { kind: 'counter', name: 'cx_take_overs_total', help: 'Partitions taken over.', labels: [] },
  fenced: { kind: 'counter', name: 'cx_fenced_total', help: 'Workers that another process fenced, or whose write had an unknown outcome.', labels: [] },
} as const

export interface ScorerMetrics {
  committed(partition: number, batch: Batch, memory: PartitionMemory, seconds: number): void
  restored(partition: number, accounts: number, bytes: number, seconds: number): void
}

/** The scorer's meters, what its partitions tell, and their page; `nameOf`: a broker's topic without the deployment's prefix. */
export function createScorerMetrics(nameOf: (topic: string) => string) {
  const { metrics, page } = createMetrics(list)
  const own: ScorerMetrics = {
    committed(partition, { out, tally }, memory, seconds) {
      const { counts } = out
      metrics.written.add(tally.interactions, { topic: 'interactions' })
      metrics.written.add(tally.scores, { topic: 'scores' })
      metrics.written.add(out.alerts.length, { topic: 'alerts' })
      for (const { kind, status } of out.alerts) metrics.alerts.add(1, { kind, status })
      for (const { failure } of out.failures) metrics.failed.add(1, { code: failure.code })
      for (const reason of ['duplicates', 'superseded', 'repeats'] as const) if (counts[reason] > 0) metrics.skipped.add(counts[reason], { reason })
      metrics.unknownTouchPoints.add(counts.unknownTouchPoints)
      metrics.transaction.observe(seconds)
      // The oldest and the newest of a batch bound the others; observing each would cost more than scoring it.
      const now = Date.now()
      if (tally.interactions > 0) for (const at of [tally.firstReceivedAt, tally.lastReceivedAt]) metrics.endToEnd.observe((now - at) / 1000)
      metrics.accounts.set(memory.accounts.size, { partition })
      const { tick, progress } = memory.partition.clock
      if (tick !== -Infinity) metrics.tick.set(tick / 1000, { partition })
      for (const [source, time] of progress) metrics.progress.set(time / 1000, { partition, source })
    },
    restored(partition, accounts, bytes, seconds) {
      metrics.takeOvers.add(1)
      metrics.accounts.set(accounts, { partition })
      metrics.restoreBytes.set(bytes, { partition })
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
    // Its gauges would go on telling old values.
    lost(of) {
      common.lost(of)
      for (const gauge of [metrics.accounts, metrics.tick, metrics.restoreBytes, metrics.restoreSeconds]) gauge.remove({ partition: of.partition })
    },
  }
  return { metrics: own, partitions, page }
}
