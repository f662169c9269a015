import { halfLifeDays, type Observation } from './observations.ts'
import { durationMs, type PlainModel } from './time.ts'

const dayMs = 86_400_000

/** A score recomputed from all observations at once. */
export interface PlainScore {
  readonly value: number
  readonly evidence: number
  readonly drivers: ReadonlyMap<string, number>
}

interface Known {
  readonly order: number
  readonly acceptedAt: number
  /** False: only a correction has named it so far. */
  readonly arrived: boolean
  /** The event that now stands for it. */
  readonly replacedBy: string | null
}

type Dated = Observation & { readonly occurredAt: number }

/** One account, kept in the plainest way: a list of its observations, and the ids it has seen (scoring.md, sections 3 to 5). */
export class PlainAccount {
  readonly #model: PlainModel
  readonly #windowMs: number
  readonly #known = new Map<string, Known>()
  /** By driver, those in the sums. A driver that ever had one stays. */
  readonly #observations = new Map<string, Set<Dated>>()
  readonly #observationOf = new Map<string, Dated>()
  #accepted = 0
  time = -Infinity
  /** Greatest occurredAt of what was accepted. */
  newest = -Infinity
  contacts = 0
  lastContactAt: number | null = null
  stage: { readonly name: string; readonly at: number } | null = null
  crm: { readonly name: string | null; readonly segment: string | null; readonly annualRevenue: number | null; readonly at: number } | null = null

  constructor(model: PlainModel) {
    this.#model = model
    this.#windowMs = durationMs(model.score.dedup.window)
  }

  get observations(): number {
    let count = 0
    for (const each of this.#observations.values()) count += each.size
    return count
  }

  /** Whether an id is new at the account's time, a duplicate, or an original that comes after its correction. */
  identity(eventId: string, now: number): 'new' | 'duplicate' | 'superseded' {
    const known = this.#recall(eventId, now)
    return known === null ? 'new' : known.arrived ? 'duplicate' : 'superseded'
  }

  /** The event is accepted: time moves, and its id is remembered. */
  accept(eventId: string, occurredAt: number, now: number): void {
    this.time = Math.max(now, occurredAt)
    this.newest = Math.max(this.newest, occurredAt)
    this.#known.set(eventId, { order: this.#accepted++, acceptedAt: this.time, arrived: true, replacedBy: null })
  }

  /** A person's action was applied: its id is remembered, time stands still. */
  remember(actionId: string, now: number): void {
    this.#known.set(actionId, { order: this.#accepted++, acceptedAt: now, arrived: true, replacedBy: null })
  }

  /** What stands for `original` is taken out in favour of `eventId`, which must be accepted afterwards. False where the original is not remembered. */
  correct(original: string, eventId: string, now: number, occurredAt: number): boolean {
    const time = Math.max(now, occurredAt)
    const known = this.#recall(original, time)
    const note = (id: string, arrived: boolean) => this.#known.set(id, { order: this.#accepted, acceptedAt: time, arrived, replacedBy: eventId })
    if (known === null) {
      note(original, false)
      return false
    }
    let [standing, last] = [original, known]
    while (last.replacedBy !== null) [standing, last] = [last.replacedBy, this.#known.get(last.replacedBy)!]
    const taken = this.#observationOf.get(standing)
    if (taken) this.#observations.get(taken.driver)!.delete(taken)
    note(original, known.arrived)
    if (standing !== original) note(standing, last.arrived)
    return true
  }

  observe(eventId: string, observation: Observation, occurredAt: number): void {
    const dated = { ...observation, occurredAt }
    this.#observations.set(dated.driver, (this.#observations.get(dated.driver) ?? new Set()).add(dated))
    this.#observationOf.set(eventId, dated)
  }

  /** S, E and D_c at a time, straight from the definition. */
  scoreAt(at: number): PlainScore {
    const { mean, strength } = this.#model.score.prior
    let [evidence, sum] = [0, 0]
    const parts = new Map<string, number>()
    for (const [driver, observations] of this.#observations) {
      const halfLife = halfLifeDays(this.#model, driver) * dayMs
      let [w, a] = [0, 0]
      for (const { value, weight, occurredAt } of observations) {
        const left = weight * 2 ** (-(at - occurredAt) / halfLife)
        w += left
        a += left * value
      }
      evidence += w
      sum += a
      parts.set(driver, a - mean * w)
    }
    const total = strength + evidence
    return { value: (strength * mean + sum) / total, evidence, drivers: new Map([...parts].map(([driver, part]) => [driver, part / total])) }
  }

  #recall(id: string, now: number): Known | null {
    const known = this.#known.get(id)
    if (!known || now - known.acceptedAt >= this.#windowMs || this.#accepted - known.order > this.#model.score.dedup.ids) return null
    return known
  }
}
