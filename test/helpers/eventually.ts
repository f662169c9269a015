import { setTimeout as wait } from 'node:timers/promises'

export interface Patience {
  /** 20 s unless told. */
  readonly timeoutMs?: number
  /** Between two tries; 50 ms unless told. */
  readonly everyMs?: number
}

/**
 * Calls `attempt` until it gives something other than false, null or undefined without throwing, and gives that. When that does not happen in
 * time, fails with the last attempt's error, so that an assertion's own message is what the reader sees.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, { timeoutMs = 20_000, everyMs = 50 }: Patience = {}): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    let reason: unknown = new Error(`gave nothing for ${timeoutMs} ms`)
    try {
      const value = await attempt()
      if (value !== false && value !== null && value !== undefined) return value
    } catch (error) {
      reason = error
    }
    if (performance.now() > deadline) throw reason
    await wait(everyMs)
  }
}
