import { Fenced, UnknownOutcome } from '../kafka/errors.ts'
import { partitionMetrics, partitionMetricSpecs } from '../kafka/partition-metrics.ts'
import type { PartitionMetrics } from '../kafka/partition-loop.ts'
import type { Metrics } from '../metrics.ts'

/** Metrics of every service that folds a log into a memory and outputs; spread them into its list. */
export const foldMetricSpecs = {
  ...partitionMetricSpecs,
  transaction: {
    kind: 'histogram', name: 'cx_transaction_seconds', help: 'Time of one transaction, from encoding to the commit.', labels: [],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  },
  endToEnd: {
    kind: 'histogram', name: 'cx_end_to_end_seconds', help: 'From the broker time of an input record to what it brings about, committed.', labels: [],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60],
  },
  tick: { kind: 'gauge', name: 'cx_tick_seconds', help: 'Tick time of the partition, epoch seconds.', labels: ['partition'] },
  progress: { kind: 'gauge', name: 'cx_progress_seconds', help: 'Up to when a source partition was read, epoch seconds (clock wall).', labels: ['partition', 'source'] },
  restoreSeconds: { kind: 'gauge', name: 'cx_restore_seconds', help: 'Time of the latest restore.', labels: ['partition'] },
  restoreBytes: { kind: 'gauge', name: 'cx_restore_bytes', help: 'Bytes read by the latest restore.', labels: ['partition'] },
  takeOvers: { kind: 'counter', name: 'cx_take_overs_total', help: 'Partitions taken over.', labels: [] },
  fenced: { kind: 'counter', name: 'cx_fenced_total', help: 'Workers that another process fenced, or whose write had an unknown outcome.', labels: [] },
} as const

/** Time of a partition: of its ticks, and how far each source was read; epoch ms. */
interface PartitionClock {
  readonly tick: number
  readonly progress: ReadonlyMap<string, number>
}

export interface FoldMetrics {
  /** A transaction was committed: the time that it took, and the broker times (epoch ms) of the oldest and the newest input in it; none: it had none. */
  committed(partition: number, clock: PartitionClock, transaction: { readonly seconds: number; readonly inputs: readonly number[] }): void
  restored(partition: number, bytes: number, seconds: number): void
  readonly partitions: PartitionMetrics
}

/** What folds have in common, as metrics. `nameOf`: a broker's topic without the deployment's prefix. `forget` removes the service's own gauges of a partition that is lost. */
export function foldMetrics(meters: Metrics<typeof foldMetricSpecs>, nameOf: (topic: string) => string, forget: (partition: number) => void): FoldMetrics {
  const sources = new Map<number, Set<string>>()
  const common = partitionMetrics(meters, nameOf)
  return {
    committed(partition, { tick, progress }, { seconds, inputs }) {
      meters.transaction.observe(seconds)
      const now = Date.now()
      for (const at of inputs) meters.endToEnd.observe(Math.max(0, now - at) / 1000)
      if (tick !== -Infinity) meters.tick.set(tick / 1000, { partition })
      for (const [source, time] of progress) meters.progress.set(time / 1000, { partition, source })
      sources.set(partition, new Set(progress.keys()))
    },
    restored(partition, bytes, seconds) {
      meters.takeOvers.add(1)
      meters.restoreBytes.set(bytes, { partition })
      meters.restoreSeconds.set(seconds, { partition })
    },
    partitions: {
      ...common,
      retried(of, error) {
        common.retried(of, error)
        if (error instanceof Fenced || error instanceof UnknownOutcome) meters.fenced.add(1)
      },
      // Its gauges would go on telling old values.
      lost(of) {
        common.lost(of)
        const { partition } = of
        for (const gauge of [meters.tick, meters.restoreBytes, meters.restoreSeconds]) gauge.remove({ partition })
        for (const source of sources.get(partition) ?? []) meters.progress.remove({ partition, source })
        sources.delete(partition)
        forget(partition)
      },
    },
  }
}
