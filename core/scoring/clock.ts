import type { ClockKind, Settings } from '../model/settings.ts'
import { sourceKey, type Entry } from './entry.ts'

/** What a partition knows of time. Epoch ms, −Infinity where nothing is known yet. */
export interface Clock {
  /** The latest tick passed. */
  tick: number
  /** Greatest occurredAt of touch points and surveys; the time source `log`. */
  newest: number
  /** Up to when each source partition was read; the time source `wall`. */
  readonly progress: Map<string, number>
}

export const newClock = (): Clock => ({ tick: -Infinity, newest: -Infinity, progress: new Map() })

/** The tick that is passed with this entry: the largest multiple of the interval within the source's time. Time never moves back. */
export function tickWith(clock: Clock, entry: Entry, settings: Settings): number {
  if (entry.kind === 'TOUCH_POINT' || entry.kind === 'SURVEY') clock.newest = Math.max(clock.newest, entry.event.occurredAt)
  if (entry.kind === 'PROGRESS') {
    const key = sourceKey(entry.source.topic, entry.source.partition)
    clock.progress.set(key, Math.max(clock.progress.get(key) ?? -Infinity, entry.timestamp))
  }
  const time = sourceTime(clock, settings)
  return Math.max(clock.tick, Math.floor(time / settings.tickIntervalMs) * settings.tickIntervalMs)
}

/** Up to when the log is known to be complete, epoch ms; −Infinity where that is not known yet. */
export const sourceTime = (clock: Clock, settings: Settings): number => sourceTimes[settings.clock](clock, settings)

const sourceTimes: Record<ClockKind, (clock: Clock, settings: Settings) => number> = {
  log: (clock) => clock.newest,
  // The minimum over all sources, so that time waits for events that are still unread.
  wall: (clock, settings) => {
    let least = Infinity
    for (const { topic, partitions } of settings.sources) {
      for (let p = 0; p < partitions; p++) least = Math.min(least, clock.progress.get(sourceKey(topic, p)) ?? -Infinity)
    }
    return least === Infinity ? -Infinity : least
  },
}
