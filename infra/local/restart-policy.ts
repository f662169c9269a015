/** How a part that died is restarted: later each time, until it has stayed up for a while. */
export interface RestartPolicy {
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A process that lived this long had a good start; the next failure counts as the first again. */
  readonly steadyAfterMs: number
}

export const restartPolicy: RestartPolicy = { firstDelayMs: 500, longestDelayMs: 30_000, steadyAfterMs: 60_000 }

/** Failures in a row, counting this one, of a process that lived for `livedMs`. */
export const failuresInARow = (policy: RestartPolicy, before: number, livedMs: number): number =>
  livedMs >= policy.steadyAfterMs ? 1 : before + 1

/**
 * Milliseconds until the restart after so many failures in a row (1 or more): doubling, bounded, of which a random half (`random` in [0, 1))
 * is taken off, so that services that died of one cause do not come back all at once.
 */
export function restartDelay(policy: RestartPolicy, failures: number, random: number): number {
  const full = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1))
  return Math.round(full * (1 - random / 2))
}
