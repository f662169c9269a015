import type { AlertEvent } from '../../schemas/types.ts'

/** A step on its way, and whose it is. */
export interface Parcel {
  readonly step: AlertEvent
  /** Who handed it in; what it handed in can be forgotten with it. */
  readonly from: object
  /** Throws where it is not the sender's to deliver any more. */
  check(): void
  /** Called once it is delivered. */
  done(): void
  /** Called instead where it was not, and will not be. */
  failed(error: unknown): void
}

/** Counts what each owner was told of lately, and holds back what is too much, for one message in place of many. Times are ms. */
export class Digest {
  readonly #above: number
  readonly #withinMs: number
  readonly #told = new Map<string, number[]>()
  readonly #held = new Map<string, { readonly since: number; readonly parcels: Parcel[] }>()

  constructor({ above, withinSeconds }: { above: number; withinSeconds: number }) {
    this.#above = above
    this.#withinMs = withinSeconds * 1000
  }

  /**
   * Whether the step is held back. Only openings and escalations are, and what follows one that is held. A critical one is held only where many come of one cause that
   * is over: a mass correction, or history that is replayed (`isHistory`), of which not even the first few are told one by one.
   */
  holds(parcel: Parcel, now: number, isHistory = false): boolean {
    const { step } = parcel
    const held = this.#held.get(step.owner)
    if (held?.parcels.some(({ step: { alertId } }) => alertId === step.alertId)) {
      held.parcels.push(parcel)
      return true
    }
    if (step.status !== 'OPENED' && step.status !== 'ESCALATED') return false
    const told = (this.#told.get(step.owner) ?? []).filter((at) => at > now - this.#withinMs)
    told.push(now)
    this.#told.set(step.owner, told)
    const urgent = step.severity === 'CRITICAL' && step.cause !== 'CORRECTION'
    if (!isHistory && (urgent || told.length <= this.#above)) return false
    if (held) held.parcels.push(parcel)
    else this.#held.set(step.owner, { since: now, parcels: [parcel] })
    return true
  }

  /** What is due: what was held back for the whole of its time, by owner. */
  take(now: number): Parcel[][] {
    const due = [...this.#held].filter(([, { since }]) => now - since >= this.#withinMs)
    for (const [owner] of due) this.#held.delete(owner)
    return due.map(([, { parcels }]) => parcels)
  }

  /** What is held of somebody is not held any more: the next owner of the partition reads it again. */
  forget(from: object): void {
    for (const [owner, { since, parcels }] of this.#held) {
      const rest = parcels.filter((parcel) => parcel.from !== from)
      if (rest.length === 0) this.#held.delete(owner)
      else if (rest.length < parcels.length) this.#held.set(owner, { since, parcels: rest })
    }
  }
}
