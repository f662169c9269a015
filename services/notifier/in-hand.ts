/** Positions of a partition whose steps are on their way, or held back. They are added in ascending order and end in any. */
export class InHand {
  readonly #open = new Set<number>()

  add(position: number): void {
    this.#open.add(position)
  }

  done(position: number): void {
    this.#open.delete(position)
  }

  get size(): number {
    return this.#open.size
  }

  /** Up to where everything is done; `next`: the position after the last record looked at. */
  upTo(next: number): number {
    for (const first of this.#open) return first
    return next
  }
}
