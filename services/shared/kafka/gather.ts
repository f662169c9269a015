import { setImmediate as endOfTurn } from 'node:timers/promises'

/** Hands over together what comes in one turn of the event loop, at its end, and what comes while `handle` is at work, after it. `handle` must not reject. */
export function gather<T>(handle: (all: readonly T[]) => Promise<void>): (one: T) => void {
  let waiting: T[] = []
  let busy = false

  async function run(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      await endOfTurn()
      const all = waiting
      waiting = []
      await handle(all)
    }
    busy = false
  }

  return (one) => {
    waiting.push(one)
    if (!busy) void run()
  }
}
