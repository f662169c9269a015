import { Keyed } from '../keyed.ts'
import type { Drivers } from './drivers.ts'
import type { Score } from './score.ts'

/**
 * Every driver's contribution to a score, in the order of the drivers' names. Told one by one where it is written: an object with a property for each would be
 * made, looked through and thrown away with every score.
 */
export class Contributions extends Keyed<number> {
  readonly #drivers: Drivers
  readonly #order: readonly number[]
  readonly #values: readonly number[]

  constructor(drivers: Drivers, score: Score) {
    super()
    this.#drivers = drivers
    this.#order = drivers.order
    this.#values = score.contributions
  }

  get size(): number {
    return this.#order.length
  }

  key(i: number): string {
    return this.#drivers.name(this.#order[i]!)
  }

  value(i: number): number {
    return this.#values[this.#order[i]!]!
  }

  /** As an object. */
  toJSON(): Record<string, number> {
    return Object.fromEntries(this.#order.map((_, i) => [this.key(i), this.value(i)]))
  }
}
