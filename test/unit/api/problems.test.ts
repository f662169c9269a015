import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { inTime } from '../../../services/api/live/deadline.ts'
import { openRules } from '../../../services/api/live/rules.ts'
import { isTime } from '../../../services/shared/time.ts'
import type { LogReader } from '../../../services/shared/kafka/read.ts'
import { createApiApp } from '../../helpers/api-app.ts'

let app: FastifyInstance
beforeAll(async () => { app = await createApiApp() })
afterAll(() => app.close())
afterEach(() => void vi.useRealTimers())

describe('a time', () => {
  it.each(['2026-12-31T23:59:00Z', '2026-12-31T23:59:00.123456Z', '2026-12-31T23:59:00+01:00', '2024-02-29T00:00:00-11:30'])('%s is one', (time) => expect([isTime(time), Date.parse(time) > 0]).toEqual([true, true]))

  it.each(['2026-12-31T23:59:00+01', '2016-12-31T23:59:60Z', '2026-12-31T24:00:00Z', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-12-31T23:59:00', '2026-12-31', '2026-12-31T23:59:00+0100', '2026-12-31T23:59:00+99:99', 'now', ''])(
    '%j is none', (time) => expect(isTime(time)).toBe(false))

  it.each(['2026-12-31T23:59:00+01', '2016-12-31T23:59:60Z'])('%s is refused everywhere', async (time) => {
    const at = encodeURIComponent(time)
    const statuses = await Promise.all([`accounts/a/timeline?from=${at}`, `accounts/a/history?to=${at}`, `accounts/a/explanation?at=${at}`, `surveys/permission?contactId=c&at=${at}`].map(async (path) => (await app.inject({ url: `/api/v1/${path}` })).statusCode))
    const snooze = await app.inject({ method: 'POST', url: '/api/v1/alerts/a~SILENT~1/actions', payload: { action: 'SNOOZE', until: time } })
    expect([...statuses, snooze.statusCode]).toEqual([400, 400, 400, 400, 400])
    expect(snooze.json()).toMatchObject({ type: '/problems/invalid-request', detail: expect.stringContaining('until') })
  })
})

it.each([['that cannot be decoded', '/api/v1/accounts/%E0%A4%A', 400, 'invalid-request'], ['with too long an id', `/api/v1/accounts/${'x'.repeat(3000)}`, 414, 'path-too-long']])('a path %s is answered with a problem', async (_, url, status, code) => {
  const answer = await app.inject({ url })
  expect([answer.statusCode, answer.headers['content-type'], answer.json()]).toMatchObject([status, 'application/problem+json', { type: `/problems/${code}`, status, instance: url }])
})

describe('while Kafka is away', () => {
  it('what waits for it ends with that', async () => {
    vi.useFakeTimers()
    const waiting = expect(inTime(new Promise(() => {}), { otherwise: 'It may be there.' })).rejects.toMatchObject({ name: 'LogAway', message: 'It may be there.' })
    await vi.advanceTimersByTimeAsync(5000)
    await waiting
    await expect(inTime(Promise.reject(new Error('refused')))).rejects.toMatchObject({ name: 'LogAway' })
  })

  it('the model in force is asked for once, by all who wait for it', async () => {
    vi.useFakeTimers()
    let reads = 0
    const reader = { readPartition: () => { reads++; return new Promise(() => {}) } } as unknown as LogReader
    const own = await createApiApp({ rules: openRules(reader, 'test') })
    for (let i = 0; i < 4; i++) {
      const answer = own.inject({ url: '/api/v1/surveys/permission?contactId=c' })
      await vi.advanceTimersByTimeAsync(5000)
      expect([(await answer).statusCode, (await answer).json().type]).toEqual([503, '/problems/log-away'])
    }
    expect(reads).toBe(1)
    vi.useRealTimers()
    await own.close()
  })
})
