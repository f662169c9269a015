import { play } from '../shared/playback/play.ts'
import { positionHeaders } from '../shared/playback/position.ts'
import { company } from './company.ts'
import { beginning, history, sliceMs } from './history.ts'
import { livePlay } from './live.ts'
import type { Log } from '../shared/log.ts'
import type { PlayClock } from '../shared/playback/clock.ts'
import type { Position } from '../shared/playback/position.ts'
import type { Publisher } from '../shared/playback/publisher.ts'
import { sliceStart } from '../shared/playback/slices.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { Uptake } from '../shared/playback/uptake.ts'
import type { World } from './habits.ts'
import type { SimulatorMetrics } from './metrics.ts'

/** What the simulator needs of the world outside. */
export interface SimulatorPorts {
  readonly publisher: Publisher
  readonly uptake: Uptake
  readonly clock: PlayClock
  /** How far an earlier run has come; null: this is the first. */
  readonly position: Position | null
  readonly save: (position: Position) => Promise<void>
  readonly metrics: SimulatorMetrics
  readonly log: Log
}

export interface SimulatorOptions {
  readonly seed: number
  /** Events a second in live play, beside the stories. */
  readonly rate: number
}

/** The name of the play of a seed. */
export const playName = (seed: number): string => `demo-${seed}`

/** After a longer pause the missed days are played as history: without what only watchers are shown. */
const longestGapMs = 10 * 60_000
const windowMs = 250
const longestWindowMs = 1000
const saveEveryMs = 10_000

/** Plays history up to now, then live until `signal` is aborted. Rejects when the deployment does not take history in, or Kafka stays away. */
export async function simulate({ seed, rate }: SimulatorOptions, ports: SimulatorPorts, signal: AbortSignal): Promise<void> {
  const began = ports.position?.began ?? ports.clock.now()
  const world: World = { seed, accounts: company(seed), today: began }
  let from = ports.position?.slice ?? beginning(world)
  while (!signal.aborted && ports.clock.now() - from > longestGapMs) from = await catchUp(world, from, ports, signal)
  if (!signal.aborted) await live(world, rate, from, ports, signal)
}

/** Plays what happened from `from` to now, or in a first run to the moment it was begun, as fast as they are taken in; gives where it came to. */
async function catchUp(world: World, from: number, ports: SimulatorPorts, signal: AbortSignal): Promise<number> {
  const { publisher, uptake, log, clock } = ports
  const to = from < world.today ? world.today : clock.now()
  log.info({ event: 'history.playing', from: new Date(from), to: new Date(to) }, 'Playing history')
  const since = clock.now()
  let events = 0
  const finished = await play({
    play: playName(world.seed), began: world.today, slices: history(world, from, to), publisher, uptake, clock, speed: 'max', signal,
    onSlice: async (slice) => {
      events += slice.events.length
      count(ports.metrics, slice.events)
      await note(ports, { slice: Math.min(to, sliceStart(slice.start, sliceMs) + sliceMs), began: world.today })
    },
  })
  if (!finished) return from
  await note(ports, { slice: to, began: world.today })
  log.info({ event: 'history.played', events, seconds: (clock.now() - since) / 1000 }, 'History is played')
  return to
}

/** Publishes what happens, a quarter of a second at a time. Where publishing fails for good the service ends, and the next start goes on from here. */
async function live(world: World, rate: number, start: number, ports: SimulatorPorts, signal: AbortSignal): Promise<void> {
  const { publisher, clock, log } = ports
  const happening = livePlay(world, rate, start)
  log.info({ event: 'live.playing', from: new Date(start), rate }, 'Playing live')
  let from = start
  let savedAt = clock.now()
  while (!signal.aborted) {
    // Events are published after they happened, never before: the wall clock bounds the window. It is short also where much is to be caught
    // up, since a window that was cut off by a kill is published again.
    const now = clock.now()
    const to = Math.min(now, from + longestWindowMs)
    const events = happening(from, to)
    if (events.length > 0) await publisher.publish(events, positionHeaders(playName(world.seed), { slice: from, began: world.today }))
    count(ports.metrics, events)
    from = to
    if (to - savedAt >= saveEveryMs) {
      await note(ports, { slice: to, began: world.today })
      savedAt = to
    }
    if (to === now) await clock.sleep(windowMs, signal)
  }
  await note(ports, { slice: from, began: world.today })
}

async function note({ save, metrics }: SimulatorPorts, position: Position): Promise<void> {
  metrics.position.set(position.slice / 1000)
  await save(position)
}

function count(metrics: SimulatorMetrics, events: readonly PlayedEvent[]): void {
  for (const [topic, own] of Map.groupBy(events, (event) => event.topic)) metrics.published.add(own.length, { topic })
}
