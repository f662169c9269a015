import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openDeliveries } from '../../../services/notifier/deliveries.ts'
import { createTableWorker } from '../../../services/notifier/delivery-table.ts'
import type { DeliveryRecord } from '../../../services/notifier/ports.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { topicOf } from '../../../services/topology.ts'
import { eventually } from '../../helpers/eventually.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { createSystem, type System } from '../../helpers/system.ts'

const parts = inject('parts')
let system: System
let db: ReturnType<typeof clickhouseOf>

beforeAll(async () => {
  system = await createSystem(parts)
  await system.setUp()
  db = clickhouseOf(parts.clickhouseUrl, system.deployment)
}, 60_000)
afterAll(async () => {
  await system?.stop()
  await db?.command({ query: `DROP DATABASE IF EXISTS ${system.deployment}` })
  await db?.close()
})

const attempt = (i: number, status: DeliveryRecord['status'], more: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  subscription: 'ops', alertId: `a${i}~SILENT~1`, sequence: 1, status, attempt: 1, httpStatus: 200, detail: '', durationMs: 12, at: '2026-11-25T12:00:00.000Z', ...more,
})

it('has each attempt once, however often and in whatever pieces the log is read; what cannot be read stops nothing', async () => {
  const topic = topicOf(system.deployment, 'deliveries')
  const cluster = system.client.cluster()
  const partitions = (await system.reader.offsets({ topic })).length
  await (await openProducer(cluster)).send([{ topic, partition: 0, key: 'k', value: Buffer.from('no JSON') }])
  await openDeliveries(cluster, topic, partitions).write([
    ...Array.from({ length: 100 }, (_, i) => attempt(i, 'failed', { httpStatus: null, detail: 'no answer within 10 s' })),
    ...Array.from({ length: 100 }, (_, i) => attempt(i, 'delivered', { attempt: 2, at: '2026-11-25T12:00:02.500Z' })),
  ])
  await cluster.disconnect()

  const notifier = await system.start('notifier')
  const stored = async () => (await db.rows<{ n: number }>('SELECT count() AS n FROM delivery_attempts FINAL'))[0]!.n
  await eventually(async () => Number(await stored()) === 200, { timeoutMs: 40_000 })
  await notifier.kill()

  const all = Map.groupBy(await system.records('deliveries'), ({ partition }) => partition)
  for (const [partition, records] of all) {
    const context = { committed: async () => null, commit: async () => {}, stillOurs: () => true }
    const worker = createTableWorker({ of: { topic, partition }, context, clickhouse: db, firstOffset: async () => 0, log: keptLog() })
    for (const piece of [records, records.slice(0, 7), records.slice(7)]) await worker.process(piece, records.at(-1)!.offset + 1)
  }
  expect(Number(await stored())).toBe(200)
  expect(await db.rows('SELECT count() AS steps, sum(attempts) AS attempts, sum(delivered) AS delivered FROM deliveries')).toEqual([{ steps: 100, attempts: 200, delivered: 100 }])
  expect(await db.rows(`SELECT * FROM deliveries WHERE alert_id = 'a7~SILENT~1'`)).toEqual([{
    alert_id: 'a7~SILENT~1', sequence: 1, subscription: 'ops', latest_status: 'delivered', latest_detail: '', attempts: 2, delivered: 1,
    first_at: '2026-11-25 12:00:00.000', latest_at: '2026-11-25 12:00:02.500',
  }])
}, 90_000)
