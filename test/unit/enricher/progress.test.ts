import { describe, expect, test } from 'vitest'
import { decodeTimeline } from '../../../services/shared/avro/timeline.ts'
import type { OutRecord } from '../../../services/shared/kafka/log-record.ts'
import { createProgress, earliestAppendTime } from '../../../services/enricher/progress.ts'

const interval = 10_000

/** A broker whose clock stands at `brokerTime`, and a source whose end is `end`. */
function world() {
  const state = { now: 0, brokerTime: 5000, end: 0, asked: 0, sent: [] as OutRecord[][] }
  const progress = createProgress({
    source: { topic: 'touchpoints', partition: 1, epoch: 3 },
    targets: [{ topic: 'cx.timeline', partition: 0 }, { topic: 'cx.timeline', partition: 1 }],
    producer: {
      send: async (records) => {
        state.sent.push([...records])
        return records.map(({ topic, partition }) => ({ topic, partition, errorCode: 0, baseOffset: 0, logAppendTime: state.brokerTime + partition }))
      },
    },
    brokerTime: earliestAppendTime,
    endOffset: async () => { state.asked++; return state.end },
    now: () => state.now,
    onWritten: () => {},
  })
  const times = () => state.sent.map((records) => records.map(({ value }) => decodeTimeline(value!).timestamp))
  return { state, progress, times }
}

describe('progress', () => {
  test('claims a time only after everything that was stored up to it has been read', async () => {
    const { state, progress, times } = world()
    await progress.advance(0, interval)
    expect(times(), 'the first record only asks for the time').toEqual([[0, 0]])
    state.end = 100
    state.brokerTime = 15_000
    state.now = interval
    await progress.advance(0, interval)
    expect(times()[1], 'the end was 0 when the time was 5000').toEqual([5000, 5000])
    state.now = 3 * interval
    await progress.advance(99, interval)
    expect(times().length, 'record 99 is still unread').toBe(2)
    state.brokerTime = 30_000
    await progress.advance(100, interval)
    expect(times()[2], 'the time that belongs to the end, not the present').toEqual([15_000, 15_000])
  })

  test('is told to every target once an interval, and not more often', async () => {
    const { state, progress, times } = world()
    for (state.now = 0; state.now < 3 * interval; state.now += 1000) await progress.advance(0, interval)
    expect(times().length).toBe(3)
    expect(state.sent[0]!.map(({ partition }) => partition)).toEqual([0, 1])
  })

  test('names its source partition and epoch', async () => {
    const { state, progress } = world()
    await progress.advance(42, interval)
    expect(decodeTimeline(state.sent[0]![0]!.value!)).toMatchObject({ kind: 'PROGRESS', topic: 'touchpoints', partition: 1, epoch: 3, offset: 42 })
  })

  test('goes by the earliest of several brokers\' clocks, and asks for the end after that', async () => {
    const { state, progress, times } = world()
    await progress.advance(0, interval)
    expect(state.asked).toBe(1)
    state.now = interval
    await progress.advance(0, interval)
    expect(times()[1]).toEqual([5000, 5000])
  })
})
