import type { PartitionMetrics } from './partition-loop.ts'

/** Metrics of every service that owns partitions; spread them into its list. */
export const partitionMetricSpecs = {
  /** Records taken from a topic, whatever became of them. */
  recordsRead: { kind: 'counter', name: 'cx_records_read_total', help: 'Records read from a topic', labels: ['topic'] },
  /** Records that the log holds beyond what was processed, as of the latest batch. */
  partitionLag: { kind: 'gauge', name: 'cx_partition_lag', help: 'Records not processed yet', labels: ['topic', 'partition'] },
  /** Take-overs after a failure. */
  partitionRetries: { kind: 'counter', name: 'cx_partition_retries_total', help: 'Times a partition was taken over again after a failure', labels: ['topic'] },
} as const

/** The meters of partitionMetricSpecs as createMetrics gives them. */
export interface PartitionMeters {
  readonly recordsRead: { add(amount: number, labels: { topic: string }): void }
  readonly partitionLag: { set(value: number, labels: { topic: string; partition: number }): void; remove(labels: { topic: string; partition: number }): void }
  readonly partitionRetries: { add(amount: number, labels: { topic: string }): void }
}

/** What the runner tells, as metrics. `topicName` gives the label of a broker's topic, e.g. without the deployment's prefix. */
export function partitionMetrics(meters: PartitionMeters, topicName: (topic: string) => string = (topic) => topic): PartitionMetrics {
  return {
    processed: ({ topic, partition }, records, position, end) => {
      if (records > 0) meters.recordsRead.add(records, { topic: topicName(topic) })
      meters.partitionLag.set(Math.max(0, end - position), { topic: topicName(topic), partition })
    },
    retried: ({ topic }) => meters.partitionRetries.add(1, { topic: topicName(topic) }),
    lost: ({ topic, partition }) => meters.partitionLag.remove({ topic: topicName(topic), partition }),
  }
}
