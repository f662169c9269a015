import { partitionMetricSpecs } from '../shared/kafka/partition-metrics.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { Metrics } from '../shared/metrics.ts'

/** All metrics of the enricher. */
const list = {
  ...partitionMetricSpecs,
  /** Records acknowledged by Kafka. */
  written: { kind: 'counter', name: 'cx_records_written_total', help: 'Records written', labels: ['topic'] },
  /** Input records that became failed events. */
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Failed events written by this service', labels: ['topic', 'code'] },
  /** From taking a batch to its commit. */
  batch: {
    kind: 'histogram', name: 'cx_batch_seconds', help: 'Time of one batch, from its first record to its commit', labels: ['topic'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  },
  /** Stands still while a source is not read to its end (clock wall). */
  progress: { kind: 'gauge', name: 'cx_progress_seconds', help: 'Up to when a source partition was read, epoch seconds', labels: ['topic', 'partition'] },
} as const

export type EnricherMetrics = Metrics<typeof list>

/** The enricher's meters and their page. */
export const createEnricherMetrics = () => createMetrics(list)
