import { setTimeout as sleep } from 'node:timers/promises'
import { faultOf } from './errors.ts'

/** Milliseconds to wait before try number `failures` + 1: doubling from 50 ms to 1 s, with jitter, so that many waiters spread. */
export const backOffMs = (failures: number): number => doubling(failures, 50, 1000)

/** Milliseconds that double from `first` to `most`, with jitter. */
export const doubling = (failures: number, first: number, most: number): number => Math.min(most, first * 2 ** Math.min(failures, 12)) * (0.5 + Math.random() / 2)

export interface Patience {
  /** Default: no limit. */
  readonly maxTries?: number
  /** How long to wait before the next try. */
  waitMs?(failures: number): number
  /** Called after each failed try that will be repeated; what it rejects with ends the tries. */
  onFailure?(error: unknown, failures: number): void | Promise<void>
}

/** Asks until there is an answer; throws what no repetition can heal, and the last error when the tries are used up. */
export async function patiently<T>(ask: () => Promise<T>, { maxTries = Infinity, waitMs = backOffMs, onFailure }: Patience = {}): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      if (!faultOf(error).retriable || failures + 1 >= maxTries) throw error
      await sleep(waitMs(failures))
      await onFailure?.(error, failures + 1)
    }
  }
}
