import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watch } from '../../../services/api/watch.ts'
import { createApiApp } from '../../helpers/api-app.ts'
import { keptLog } from '../../helpers/silent-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is missing until it answers, and as long as it does not; the log says when that changes', async () => {
  const log = keptLog()
  let answer: () => Promise<boolean> = async () => true
  const kafka = watch({ dependency: 'Kafka', answers: () => answer(), log })
  expect(kafka.missing()).toEqual(['Kafka does not answer'])
  await vi.advanceTimersByTimeAsync(0)
  expect(kafka.missing()).toEqual([])
  answer = () => Promise.reject(new Error('refused'))
  await vi.advanceTimersByTimeAsync(3000)
  expect(kafka.missing()).toEqual(['Kafka does not answer'])
  answer = async () => true
  await vi.advanceTimersByTimeAsync(1000)
  expect(kafka.missing()).toEqual([])
  expect(log.lines.map(({ event, dependency }) => [event, dependency])).toEqual([['dependency.waiting', 'kafka'], ['dependency.back', 'kafka']])
  kafka.stop()
})

it('asks one question at a time', async () => {
  let asked = 0
  const slow = watch({ dependency: 'ClickHouse', answers: () => { asked++; return new Promise(() => {}) }, log: keptLog() })
  await vi.advanceTimersByTimeAsync(10_000)
  expect([asked, slow.missing()]).toEqual([1, ['ClickHouse does not answer']])
  slow.stop()
})

it('makes the api not ready', async () => {
  vi.useRealTimers()
  const app = await createApiApp({ missing: () => ['Kafka does not answer'] })
  const { statusCode, body } = await app.inject({ url: '/health/ready' })
  expect([statusCode, JSON.parse(body)]).toEqual([503, { status: 'not ready', missing: ['Kafka does not answer'] }])
  await app.close()
})
