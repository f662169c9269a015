import { expect, test, vi } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { Endpoint } from '../../../services/notifier/endpoint.ts'
import { SubscriptionWorker } from '../../../services/notifier/worker.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { step, subscription } from './made.ts'

/** A worker of a subscription from long ago, and the sizes of the messages that it sends. */
function working() {
  const [sizes, first, own] = [[] as number[], [] as string[], subscription({ from: '2020-01-01T00:00:00.000Z', digest: { above: 10, withinSeconds: 300 } })]
  const endpoint = new Endpoint({
    subscription: own, deliveries: { write: async () => {} }, metrics: { attempted() {}, serving() {} }, onGone() {},
    send: async (steps) => {
      sizes.push(steps.length)
      first.push(`${steps[0].alertId} ${steps[0].sequence}`)
      return { ok: true, status: 200, retryAfterMs: 0, detail: '', ms: 1 }
    },
  })
  const decoder = { decode: async (value: Buffer | null) => ({ kind: 'ok', event: JSON.parse(String(value)) as AlertEvent }) }
  const context = { committed: async () => null, commit: async () => {}, stillOurs: () => true }
  const worker = new SubscriptionWorker({ of: { topic: 'alerts', partition: 0 }, subscription: own, context, firstOffset: async () => 0, endpoint, decoder: decoder as never, log: keptLog() })
  let offset = 0
  const process = (steps: readonly Partial<AlertEvent>[], timestamp: number) =>
    worker.process(steps.map((each) => ({ offset: offset++, timestamp, key: null, value: Buffer.from(JSON.stringify(step({ at: timestamp, ...each }))), headers: {} })), offset)
  return { process, sizes, first, held: () => endpoint.digest.size }
}
const many = (count: number, more: Partial<AlertEvent> = {}) => Array.from({ length: count }, (_, i) => ({ alertId: `a${i}~SILENT~1`, accountId: `a${i}`, ...more }))

test('what is replayed from two days ago comes in digests, what is urgent now at once; a long replay does not wait for each of its digests', async () => {
  const { process, sizes, held } = working()
  const past = Date.now() - 2 * 86_400_000
  await process(many(1000), past)
  expect([held(), sizes]).toEqual([1000, []])
  await process([{ alertId: 'live~SILENT~1', accountId: 'live', severity: 'CRITICAL' }], Date.now())
  await vi.waitFor(() => expect(sizes).toEqual([1]))
  await process(many(1500), past)
  expect([sizes.slice(1), held()], '2,000 in hand were sent as 50 messages').toEqual([Array.from({ length: 50 }, () => 40), 500])
})

test('an urgent step comes at once, behind what was held of its alert', async () => {
  const { process, sizes, first, held } = working()
  await process([...many(20), { alertId: 'a15~SILENT~1', accountId: 'a15', sequence: 2, status: 'UPDATED', severity: 'CRITICAL' }], Date.now())
  await vi.waitFor(() => expect(sizes).toHaveLength(12))
  expect([first.slice(10), held()]).toEqual([['a15~SILENT~1 1', 'a15~SILENT~1 2'], 9])
})
