import { describe, expect, it } from 'vitest'
import { createLog } from '../../services/shared/log.ts'
import { createSimulatorMetrics } from '../../services/simulator/metrics.ts'
import { simulate } from '../../services/simulator/pipeline.ts'
import type { Position } from '../../services/shared/playback/position.ts'
import type { PlayedEvent } from '../../services/shared/playback/slices.ts'

const start = Date.UTC(2026, 10, 21, 15, 30)
const second = 1000
const minute = 60 * second

/** A world outside that takes everything in at once; its clock moves only when the simulator sleeps or publishes history. */
function outside(position: Position | null, now: number) {
  const published: PlayedEvent[] = []
  const headers: Record<string, string>[] = []
  const saved: Position[] = []
  const stop = new AbortController()
  let time = now
  let stopAt = Infinity
  return {
    published, saved, stop, headers,
    stopAfter: (ms: number) => { stopAt = time + ms },
    ports: {
      publisher: { publish: async (events: readonly PlayedEvent[], with_: Readonly<Record<string, string>> = {}) => { published.push(...events); headers.push(with_); return new Map() }, close: async () => {} },
      uptake: { until: async () => { time += 30 }, close: async () => {} },
      clock: { now: () => time, sleep: async (ms: number) => { time += ms; if (time >= stopAt) stop.abort() } },
      position, save: async (at: Position) => { saved.push(at) }, metrics: createSimulatorMetrics().metrics, log: createLog('test', { level: 'silent' }),
    },
  }
}

const ids = (events: readonly PlayedEvent[]) => events.map(({ event }) => event.eventId)

describe('the simulator', () => {
  it('plays 90 days of history and then live up to the wall clock, never ahead of it', async () => {
    const run = outside(null, start)
    run.stopAfter(2 * minute)
    await simulate({ seed: 1, rate: 2 }, run.ports, run.stop.signal)
    expect(Math.min(...run.published.map(({ at }) => at))).toBeLessThan(start - 90 * 86_400_000)
    expect(Math.max(...run.published.map(({ at }) => at))).toBeLessThanOrEqual(run.ports.clock.now())
    expect(run.published.filter(({ at }) => at > start + minute).length).toBeGreaterThan(50)
    expect(new Set(ids(run.published)).size).toBe(run.published.length)
    expect(run.saved.at(-1)).toEqual({ slice: expect.any(Number), began: start })
  })

  it('goes on where it was after a short stop, without a gap and without a repeat', async () => {
    const whole = outside(null, start)
    whole.stopAfter(3 * minute)
    await simulate({ seed: 1, rate: 2 }, whole.ports, whole.stop.signal)

    const first = outside(null, start)
    first.stopAfter(90 * second)
    await simulate({ seed: 1, rate: 2 }, first.ports, first.stop.signal)
    const rest = outside(first.saved.at(-1)!, first.ports.clock.now() + 20 * second)
    rest.stopAfter(3 * minute)
    await simulate({ seed: 1, rate: 2 }, rest.ports, rest.stop.signal)
    const both = [...ids(first.published), ...ids(rest.published)]
    const once = new Set(both)
    expect(once.size).toBe(both.length)
    const end = whole.ports.clock.now() - second
    expect(ids(whole.published.filter(({ at }) => at < end)).filter((id) => !once.has(id))).toEqual([])
  })

  it('repeats at most the slice it was in when it was killed, with the same ids', async () => {
    const run = outside(null, start)
    run.stopAfter(minute)
    await simulate({ seed: 1, rate: 2 }, run.ports, run.stop.signal)
    const killed = { slice: Number(run.headers.at(-1)!['cx-slice']), began: Number(run.headers.at(-1)!['cx-began']) }
    const again = outside(killed, run.ports.clock.now())
    again.stopAfter(minute)
    await simulate({ seed: 1, rate: 2 }, again.ports, again.stop.signal)
    const known = new Set(ids(run.published))
    const repeated = ids(again.published).filter((id) => known.has(id))
    expect(repeated.length).toBeGreaterThan(0)
    expect(repeated.length).toBeLessThan(20)
  })

  it('plays missed days as history, without what only watchers are shown', async () => {
    const run = outside({ slice: start + minute, began: start }, start + 3 * 86_400_000)
    run.stopAfter(second)
    await simulate({ seed: 1, rate: 50 }, run.ports, run.stop.signal)
    const missed = run.published.filter(({ at }) => at < start + 3 * 86_400_000)
    expect(missed.length).toBeGreaterThan(300)
    expect(missed.filter(({ event }) => /^(live|story)/.test(event.eventId)).map(({ event }) => event.eventId)).toEqual([])
  })
})
