import { setTimeout } from 'node:timers/promises'

/** Time as a play sees it; in tests a value that they move. */
export interface PlayClock {
  /** ms since some moment that stays the same. */
  now(): number
  /** Ends after `ms`, or early where `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch((error: unknown) => { if (!signal.aborted) throw error })

/** ms of UTC: for what must agree with the time of others. */
export const wallClock: PlayClock = { now: () => Date.now(), sleep }

/** ms since the process began: a pace by it does not change when somebody sets the machine's clock. */
export const monotonicClock: PlayClock = { now: () => performance.now(), sleep }
