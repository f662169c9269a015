import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchAnswers } from '../../../services/ingest/watch.ts'
import { keptLog } from '../../helpers/silent-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is not ready until Kafka answers, nor while it is away; says so once each time, and asks nothing beside a question that hangs', async () => {
  const log = keptLog()
  let ask = async () => {}
  let asked = 0
  const watch = watchAnswers(() => (asked++, ask()), log)
  expect(watch.missing()).toEqual(['Kafka does not answer as it should'])
  await vi.advanceTimersByTimeAsync(0)
  expect(watch.missing()).toEqual([])
  ask = () => Promise.reject(new Error('connect ECONNREFUSED'))
  await vi.advanceTimersByTimeAsync(3000)
  expect(watch.missing()).toEqual(['Kafka does not answer as it should'])
  const hanging = Promise.withResolvers<void>()
  ask = () => hanging.promise
  await vi.advanceTimersByTimeAsync(1000)
  const before = asked
  await vi.advanceTimersByTimeAsync(5000)
  expect([asked, watch.missing()]).toEqual([before, ['Kafka does not answer as it should']])
  hanging.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect([watch.missing(), log.lines.map(({ event }) => event)]).toEqual([[], ['dependency.waiting', 'dependency.back']])
  await watch.stop()
  expect(vi.getTimerCount()).toBe(0)
})
