import { createMetrics } from '../shared/metrics.ts'
import type { DeliveryRecord } from './ports.ts'

/** All metrics of the notifier. */
const list = {
  attempts: { kind: 'counter', name: 'cx_delivery_attempts_total', help: 'Attempts to deliver, by how they went.', labels: ['subscription', 'status'] },
  age: { kind: 'histogram', name: 'cx_delivery_seconds', help: 'From the alert step in the topic to its delivery.', labels: ['subscription'], buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60, 600, 3600, 86_400] },
  subscriptions: { kind: 'gauge', name: 'cx_subscriptions', help: 'Subscriptions that are served.', labels: [] },
} as const

export interface NotifierMetrics {
  attempted(subscription: string, status: DeliveryRecord['status'], ageSeconds: number): void
  serving(count: number): void
}

export function createNotifierMetrics() {
  const { metrics, page } = createMetrics(list)
  const own: NotifierMetrics = {
    attempted(subscription, status, ageSeconds) {
      metrics.attempts.add(1, { subscription, status })
      if (status === 'delivered') metrics.age.observe(ageSeconds, { subscription })
    },
    serving: (count) => metrics.subscriptions.set(count),
  }
  return { metrics: own, page }
}
