import { describe, expect, it } from 'vitest'
import { play } from '../../services/shared/playback/play.ts'
import { dayMs, sliceStart } from '../../services/shared/playback/slices.ts'
import type { Slice } from '../../services/shared/playback/slices.ts'

const hour = 3_600_000
const slicesOf = (count: number): Slice[] => Array.from({ length: count }, (_, i) => ({ start: i * 100, events: [] }))

function parts(takesMs = 0) {
  const log: string[] = []
  const time = { now: 5000 }
  return {
    log,
    publisher: {
      publish: async (_: unknown, headers: Readonly<Record<string, string>> = {}) => { log.push(`published ${headers['cx-slice']}`); return new Map() },
      close: async () => {},
    },
    uptake: { until: async () => { log.push('taken in'); time.now += takesMs }, close: async () => {} },
    clock: { now: () => time.now, sleep: async (ms: number) => { time.now += ms } },
  }
}

describe('slices of history', () => {
  it('begin anew with every UTC day, whatever their length', () => {
    const day = Date.UTC(2018, 0, 2)
    expect(sliceStart(day - 1, dayMs)).toBe(day - dayMs)
    expect(sliceStart(day, 5 * hour)).toBe(day)
    expect(sliceStart(day - 1, 5 * hour)).toBe(day - 4 * hour)
    expect(sliceStart(day + 11 * hour, 5 * hour)).toBe(day + 10 * hour)
  })
})

describe('a play', () => {
  it('publishes a slice only when the one before was taken in', async () => {
    const { log, ...ports } = parts()
    const finished = await play({ play: 'p', slices: slicesOf(3), ...ports, speed: 'max', signal: new AbortController().signal, onSlice: ({ start }) => { log.push(`noted ${start}`) } })
    expect(finished).toBe(true)
    expect(log).toEqual(['published 0', 'taken in', 'noted 0', 'published 100', 'taken in', 'noted 100', 'published 200', 'taken in', 'noted 200'])
  })

  it('stops after the slice in hand, which counts as taken in', async () => {
    const { log, ...ports } = parts()
    const stop = new AbortController()
    const finished = await play({ play: 'p', slices: slicesOf(3), ...ports, speed: 'max', signal: stop.signal, onSlice: () => stop.abort() })
    expect(finished).toBe(false)
    expect(log).toEqual(['published 0', 'taken in'])
  })

  it('keeps the pace it is told, counted from its beginning: what a slice takes delays no later one', async () => {
    const { log: _, ...ports } = parts(30)
    const at: number[] = []
    const paced = (speed: number) => play({ play: 'p', slices: slicesOf(4), ...ports, speed, signal: new AbortController().signal, onSlice: () => { at.push(ports.clock.now()) } })
    await paced(2)
    expect(at.splice(0)).toEqual([5030, 5080, 5130, 5180])
    await paced(10)
    expect(at, 'faster than the deployment takes it in').toEqual([5210, 5240, 5270, 5300])
  })
})
