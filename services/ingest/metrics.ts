import { createMetrics } from '../shared/metrics.ts'
import type { InputTopic } from '../topology.ts'
import type { RejectionCode } from '../shared/intake/rejection.ts'

/** All metrics of the ingest service. */
const list = {
  taken: { kind: 'counter', name: 'cx_events_taken_total', help: 'Events that Kafka acknowledged.', labels: ['topic'] },
  rejected: { kind: 'counter', name: 'cx_events_rejected_total', help: 'Events that were not taken.', labels: ['topic', 'code'] },
  requests: { kind: 'histogram', name: 'cx_http_request_seconds', help: 'Time of a request.', labels: ['route', 'status'], buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5] },
} as const

export interface IngestMetrics {
  taken(topic: InputTopic, count: number): void
  rejected(topic: InputTopic, code: RejectionCode): void
  answered(route: string, status: number, seconds: number): void
}

export function createIngestMetrics() {
  const { metrics, page } = createMetrics(list)
  const own: IngestMetrics = {
    taken: (topic, count) => metrics.taken.add(count, { topic }),
    rejected: (topic, code) => metrics.rejected.add(1, { topic, code }),
    answered: (route, status, seconds) => metrics.requests.observe(seconds, { route, status }),
  }
  return { metrics: own, page }
}
