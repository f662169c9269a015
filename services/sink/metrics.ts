import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { FailureCode } from '../../core/failures.ts'
import type { TopicName } from '../topology.ts'

/** What the sink tells of its work. */
export interface SinkMetrics {
  /** A batch is in ClickHouse: its rows, the time from its records' arrival in the sink, and the Kafka timestamp of its oldest record. */
  stored(topic: TopicName, batch: { readonly rows: number; readonly seconds: number; readonly oldestMs: number }): void
  /** A batch that a crash had left open was done again. */
  repeated(topic: TopicName): void
  /** A record became a failed event, or would have, were it not one. */
  failed(topic: TopicName, code: FailureCode): void
  clickhouse(state: 'answers' | 'away'): void
}

/** The closed list of the sink's metrics. */
export function createSinkMetrics(registry: Registry): SinkMetrics {
  const registers = [registry]
  const rows = new Counter({ name: 'cx_sink_rows_total', help: 'Rows stored in ClickHouse', labelNames: ['topic'], registers })
  const batches = new Counter({ name: 'cx_sink_batches_total', help: 'Batches stored in ClickHouse', labelNames: ['topic'], registers })
  const repeats = new Counter({ name: 'cx_sink_repeated_batches_total', help: 'Batches done again because a crash had left them open', labelNames: ['topic'], registers })
  const failures = new Counter({ name: 'cx_sink_failed_records_total', help: 'Records that could not be stored', labelNames: ['topic', 'code'], registers })
  const seconds = new Histogram({
    name: 'cx_sink_batch_seconds', help: 'Time to decode and store one batch', labelNames: ['topic'], buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30], registers,
  })
  const freshness = new Histogram({
    name: 'cx_sink_freshness_seconds', help: 'Age of a batch\'s oldest record, by its Kafka timestamp, when it can be queried', labelNames: ['topic'],
    buckets: [0.1, 0.3, 0.6, 1, 2, 5, 10, 30, 120, 600], registers,
  })
  const answers = new Gauge({ name: 'cx_sink_clickhouse_up', help: '1 when ClickHouse answered last, 0 while the sink waits for it', registers })
  return {
    stored(topic, batch) {
      rows.inc({ topic }, batch.rows)
      batches.inc({ topic })
      seconds.observe({ topic }, batch.seconds)
      freshness.observe({ topic }, Math.max(0, Date.now() - batch.oldestMs) / 1000)
    },
    repeated: (topic) => repeats.inc({ topic }),
    failed: (topic, code) => failures.inc({ topic, code }),
    clickhouse: (state) => answers.set(state === 'answers' ? 1 : 0),
  }
}
