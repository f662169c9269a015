/** When to try again, and when to leave an endpoint alone. Pure; `random` gives 0 to 1, times are ms. */

const giveUpAfterMs = 3 * 86_400_000
/** What comes late, since its sender was away for days, is tried for so long nevertheless. */
const leastTryingMs = 3_600_000

/** Whether a failure is the last: three days after it was to be delivered, and at least an hour after it was first tried. Times are epoch ms. */
export const isGivenUp = (now: number, since: number, firstTried: number): boolean => now - since > giveUpAfterMs && now - firstTried > leastTryingMs

const [firstMs, mostMs] = [1000, 5 * 60_000]

/** Pause after the n-th failure in a row (from 1): doubles up to five minutes, half of it by chance, so that many senders do not come back together. */
export function pauseMs(failures: number, random: () => number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** (failures - 1))
  return whole / 2 + (whole / 2) * random()
}

/**
 * Whether an attempt says that nobody can be reached at the endpoint: no answer (null), 408, 429 and 5xx. Any other answer is about the message only, and proof
 * that somebody lives there: what is refused must not hold up what would be taken.
 */
export const isUnreachable = (httpStatus: number | null): boolean => httpStatus === null || httpStatus === 408 || httpStatus === 429 || httpStatus >= 500

const opensAfter = 5

/**
 * A circuit breaker for one endpoint, shared by all that goes there: after five failures to reach it in a row nobody calls it but one at a time, each after its
 * pause, until one call reaches it.
 */
export class Breaker {
  #failures = 0
  #probing = false
  #until = 0

  get isOpen(): boolean {
    return this.#failures >= opensAfter
  }

  /** Whether a call may be made at `now`; who is let through while it is open must say how it went. */
  admits(now: number): boolean {
    if (now < this.#until) return false
    if (!this.isOpen) return true
    if (this.#probing) return false
    this.#probing = true
    return true
  }

  /** Somebody answered. */
  reached(): void {
    this.#failures = 0
    this.#probing = false
    this.#until = 0
  }

  /** `retryAfterMs`: for how long the endpoint asked to be left alone; 0: it did not. */
  failed(now: number, random: () => number, retryAfterMs = 0): void {
    this.#failures++
    this.#probing = false
    this.#until = Math.max(this.#until, now + retryAfterMs, this.isOpen ? now + pauseMs(this.#failures, random) : 0)
  }
}
