import type { FailureCode } from '../../core/failures.ts'
import { partitionMetrics, partitionMetricSpecs } from '../shared/kafka/partition-metrics.ts'
import { createMetrics } from '../shared/metrics.ts'
import type { TopicName } from '../topology.ts'

/** All metrics of the sink. */
const list = {
  ...partitionMetricSpecs,
  rows: { kind: 'counter', name: 'cx_rows_stored_total', help: 'Rows stored in ClickHouse.', labels: ['topic'] },
  batches: { kind: 'counter', name: 'cx_batches_stored_total', help: 'Batches stored in ClickHouse.', labels: ['topic'] },
  repeated: { kind: 'counter', name: 'cx_batches_repeated_total', help: 'Batches done again because a crash or an error had left them open.', labels: ['topic'] },
  putBack: { kind: 'counter', name: 'cx_rows_put_back_total', help: 'Rows of repeated batches that ClickHouse had taken for stored without holding them, and that are there now.', labels: ['topic'] },
  surplus: { kind: 'counter', name: 'cx_rows_surplus_total', help: 'Rows of repeated batches that ClickHouse holds more than once.', labels: ['topic'] },
  settled: { kind: 'counter', name: 'cx_rows_settled_total', help: 'Rows of repeated batches that sums lacked or had counted more than once, and that they count once now.', labels: ['topic'] },
  failed: { kind: 'counter', name: 'cx_records_failed_total', help: 'Records that could not be stored.', labels: ['topic', 'code'] },
  batchSeconds: {
    kind: 'histogram', name: 'cx_batch_seconds', help: 'Time to decode and store one batch.', labels: ['topic'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  },
  freshness: {
    kind: 'histogram', name: 'cx_freshness_seconds', help: 'Age of the oldest record of a batch, by its Kafka timestamp, when it can be queried.', labels: ['topic'],
    buckets: [0.1, 0.3, 0.6, 1, 2, 5, 10, 30, 120, 600],
  },
  clickhouse: { kind: 'gauge', name: 'cx_clickhouse_up', help: '1 when ClickHouse answered last, 0 while the sink waits for it.', labels: [] },
} as const

export interface SinkMetrics {
  /** A batch is in ClickHouse: its rows, the time that it took, and the Kafka timestamp of its oldest record. */
  stored(topic: TopicName, batch: { readonly rows: number; readonly seconds: number; readonly oldestMs: number }): void
  /** A batch that was left open was done again. */
  repeated(topic: TopicName): void
  /** A batch that was done again was looked for: rows that were put back, that are there too often, and that sums count right now. */
  reconciled(topic: TopicName, rows: { readonly putBack: number; readonly surplus: number; readonly settled: number }): void
  failed(topic: TopicName, code: FailureCode): void
  clickhouse(state: 'answers' | 'away'): void
}

/** The sink's meters, what its partitions tell, and their page; `nameOf`: a broker's topic without the deployment's prefix. */
export function createSinkMetrics(nameOf: (topic: string) => string) {
  const { metrics, page } = createMetrics(list)
  const own: SinkMetrics = {
    stored(topic, { rows, seconds, oldestMs }) {
      metrics.rows.add(rows, { topic })
      metrics.batches.add(1, { topic })
      metrics.batchSeconds.observe(seconds, { topic })
      metrics.freshness.observe(Math.max(0, Date.now() - oldestMs) / 1000, { topic })
    },
    repeated: (topic) => metrics.repeated.add(1, { topic }),
    reconciled(topic, { putBack, surplus, settled }) {
      metrics.putBack.add(putBack, { topic })
      metrics.surplus.add(surplus, { topic })
      metrics.settled.add(settled, { topic })
    },
    failed: (topic, code) => metrics.failed.add(1, { topic, code }),
    clickhouse: (state) => metrics.clickhouse.set(state === 'answers' ? 1 : 0),
  }
  return { metrics: own, partitions: partitionMetrics(metrics, nameOf), page }
}
