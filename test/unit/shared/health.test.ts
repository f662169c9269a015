import { afterEach, expect, test } from 'vitest'
import { serveHealth } from '../../../services/shared/health.ts'
import type { HealthServer } from '../../../services/shared/health.ts'
import { createMetrics } from '../../../services/shared/metrics.ts'
import { keptLog } from '../../helpers/silent-log.ts'

let server: HealthServer | undefined
afterEach(() => server?.close())

const start = async (missing: () => string[]) => {
  const { metrics, page } = createMetrics({
    read: { kind: 'counter', name: 'cx_test_total', help: 'what was read', labels: ['topic'] },
    lag: { kind: 'gauge', name: 'cx_test_lag', help: 'what is left', labels: ['partition'] },
    time: { kind: 'histogram', name: 'cx_test_seconds', help: 'how long it took', labels: [], buckets: [1, 2] },
  })
  server = await serveHealth({ host: '127.0.0.1', port: 0, missing, page, log: keptLog() })
  const get = async (path: string) => {
    const response = await fetch(`${server!.url}${path}`)
    return { status: response.status, text: await response.text() }
  }
  return { metrics, get }
}

test('a service is live from its start, and ready when nothing is missing', async () => {
  let missing = ['partition 3 is not taken over yet']
  const { get } = await start(() => missing)
  expect(await get('/health/live')).toMatchObject({ status: 200 })
  const waiting = await get('/health/ready')
  expect(waiting.status).toBe(503)
  expect(JSON.parse(waiting.text)).toEqual({ status: 'not ready', missing })
  missing = []
  expect(await get('/health/ready')).toMatchObject({ status: 200 })
  expect((await get('/else')).status).toBe(404)
})

test('the metrics page shows what was counted, with its labels, and the process beside it', async () => {
  const { metrics, get } = await start(() => [])
  metrics.read.add(3, { topic: 'a' })
  metrics.lag.set(7, { partition: 1 })
  metrics.lag.set(8, { partition: 2 })
  metrics.lag.remove({ partition: 1 })
  metrics.time.observe(1.5)
  const { text } = await get('/metrics')
  for (const line of ['cx_test_total{topic="a"} 3', 'cx_test_lag{partition="2"} 8', 'cx_test_seconds_bucket{le="2"} 1']) expect(text).toContain(line)
  expect(text).not.toContain('partition="1"')
  expect(text).toContain('process_cpu_seconds_total')
})

test('it listens on the address that it is given', async () => {
  const { page } = createMetrics({})
  // An address of documentation, which no machine has.
  await expect(serveHealth({ host: '192.0.2.1', port: 0, missing: () => [], page, log: keptLog() })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
})
