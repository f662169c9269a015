/** Tells when nothing was heard for too long. */
export class Watchdog {
  readonly #deadAfterMs: number
  readonly #onDead: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(deadAfterMs: number, onDead: () => void) {
    this.#deadAfterMs = deadAfterMs
    this.#onDead = onDead
  }

  /** Begins to count, or begins anew. */
  heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onDead, this.#deadAfterMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
