import { createRequire } from 'node:module'
import { expect, test, vi } from 'vitest'

interface Queue {
  pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: unknown
  checkPendingRequests(): void
  scheduleCheckPendingRequests(): void
  destroy(): void
}
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (options: object) => Queue
const newQueue = () => new RequestQueue({ maxInFlightRequests: null, requestTimeout: 1000, clientId: 't', broker: 'b', logger: { debug: () => {} } })

// patches/kafkajs+2.2.4.patch; upstream: https://github.com/tulios/kafkajs/issues/1704 and 1751. Without it every connection wakes the process
// up a thousand times a second.
test('an idle connection of the Kafka client sets no timer', () => {
  vi.useFakeTimers()
  const queue = newQueue()
  queue.checkPendingRequests()
  expect(vi.getTimerCount(), 'timers of an idle connection').toBe(0)
  vi.useRealTimers()
})

test('a connection that the broker throttles, or that has requests waiting, looks again', () => {
  vi.useFakeTimers()
  const throttled = newQueue()
  throttled.throttledUntil = Date.now() + 50
  throttled.scheduleCheckPendingRequests()
  const waiting = newQueue()
  waiting.pending.push({})
  waiting.scheduleCheckPendingRequests()
  expect(vi.getTimerCount()).toBe(2)
  throttled.destroy()
  waiting.destroy()
  vi.useRealTimers()
})
