import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watch } from '../../../services/shared/watch.ts'
import { keptLog } from '../../helpers/silent-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is missing until it answers, and as long as it does not; the log says when that changes', async () => {
  const log = keptLog()
  let answer = async () => {}
  const kafka = watch({ dependency: 'Kafka', absence: 'Kafka does not answer', ask: () => answer(), log })
  expect(kafka.missing()).toEqual(['Kafka does not answer'])
  await vi.advanceTimersByTimeAsync(0)
  expect(kafka.missing()).toEqual([])
  answer = () => Promise.reject(new Error('refused'))
  await vi.advanceTimersByTimeAsync(3000)
  expect(kafka.missing()).toEqual(['Kafka does not answer'])
  answer = async () => {}
  await vi.advanceTimersByTimeAsync(1000)
  expect(kafka.missing()).toEqual([])
  expect(log.lines.map(({ event, dependency }) => [event, dependency])).toEqual([['dependency.waiting', 'kafka'], ['dependency.back', 'kafka']])
  await kafka.stop()
})

it('asks one question at a time', async () => {
  let asked = 0
  const slow = watch({ dependency: 'ClickHouse', absence: 'ClickHouse does not answer', ask: () => { asked++; return new Promise(() => {}) }, log: keptLog() })
  await vi.advanceTimersByTimeAsync(10_000)
  expect([asked, slow.missing()]).toEqual([1, ['ClickHouse does not answer']])
  void slow.stop()
})

it('is not ready until Kafka answers, nor while it is away; says so once each time, and asks nothing beside a question that hangs', async () => {
  const log = keptLog()
  let ask = async () => {}
  let asked = 0
  const kafka = watch({ dependency: 'Kafka', absence: 'Kafka does not answer as it should', ask: () => (asked++, ask()), log })
  expect(kafka.missing()).toEqual(['Kafka does not answer as it should'])
  await vi.advanceTimersByTimeAsync(0)
  expect(kafka.missing()).toEqual([])
  ask = () => Promise.reject(new Error('connect ECONNREFUSED'))
  await vi.advanceTimersByTimeAsync(3000)
  expect(kafka.missing()).toEqual(['Kafka does not answer as it should'])
  const hanging = Promise.withResolvers<void>()
  ask = () => hanging.promise
  await vi.advanceTimersByTimeAsync(1000)
  const before = asked
  await vi.advanceTimersByTimeAsync(5000)
  expect([asked, kafka.missing()]).toEqual([before, ['Kafka does not answer as it should']])
  hanging.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect([kafka.missing(), log.lines.map(({ event }) => event)]).toEqual([[], ['dependency.waiting', 'dependency.back']])
  await kafka.stop()
  expect(vi.getTimerCount()).toBe(0)
})
