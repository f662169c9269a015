import { dayMs } from '../shared/playback/slices.ts'
import { ambient } from './ambient.ts'
import { habits, inOrder } from './habits.ts'
import { stories } from './stories.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { Day, World } from './habits.ts'

/** What happens from `from` to before `to` (epoch ms), in order of time; each call goes on where the one before ended. */
export type Live = (from: number, to: number) => PlayedEvent[]

/** Live play from a moment on: the days go on as before, and there is more to see. `rate`: events a second beside the stories. */
export function livePlay(world: World, rate: number, start: number): Live {
  const days = habits(world, Math.floor(start / dayMs) * dayMs)
  let today: Day = days.next().value
  return (from, to) => {
    const usual: PlayedEvent[] = []
    for (;;) {
      usual.push(...today.events.filter(({ at }) => at >= from && at < to))
      if (today.day + dayMs >= to) break
      today = days.next().value
    }
    return [...usual, ...stories(world, from, to), ...ambient(world, rate, from, to)].sort(inOrder)
  }
}
