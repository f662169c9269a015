import { createMetrics } from '../shared/metrics.ts'

/** All metrics of the api. */
const list = {
  requests: {
    kind: 'histogram', name: 'cx_http_request_seconds', help: 'Time of a request, from its headers to the end of its answer.', labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
  },
} as const

export interface ApiMetrics {
  answered(method: string, route: string, status: number, seconds: number): void
}

export function createApiMetrics() {
  const { metrics, page } = createMetrics(list)
  const own: ApiMetrics = { answered: (method, route, status, seconds) => metrics.requests.observe(seconds, { method, route, status }) }
  return { metrics: own, page }
}
