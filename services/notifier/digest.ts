import { addresseeOf } from '../shared/webhooks/message.ts'
import { inMessages } from './cut.ts'
import type { Bundle, Parcel } from './parcel.ts'

interface Held {
  readonly since: number
  readonly parcels: Parcel[]
}

/** Counts what each person was told of lately, and holds back what is too much, for one message in place of many. Times are ms. */
export class Digest {
  readonly #above: number
  readonly #withinMs: number
  readonly #told = new Map<string, number[]>()
  readonly #held = new Map<string, Held>()
  /** For whom an alert's steps are held back: those that follow wait behind them, whomever they are for. */
  readonly #heldFor = new Map<string, string>()

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
    const behind = this.#heldFor.get(step.alertId)
    if (behind !== undefined) return this.#hold(behind, parcel, now)
    if (step.status !== 'OPENED' && step.status !== 'ESCALATED') return false
    const addressee = addresseeOf(step)
    const told = (this.#told.get(addressee) ?? []).filter((at) => at > now - this.#withinMs)
    told.push(now)
    this.#told.set(addressee, told)
    const urgent = step.severity === 'CRITICAL' && step.cause !== 'CORRECTION'
    return (isHistory || (!urgent && told.length > this.#above)) && this.#hold(addressee, parcel, now)
  }

  #hold(addressee: string, parcel: Parcel, now: number): true {
    const held = this.#held.get(addressee) ?? { since: now, parcels: [] }
    held.parcels.push(parcel)
    this.#held.set(addressee, held)
    this.#heldFor.set(parcel.step.alertId, addressee)
    return true
  }

  /** What is due: what was held back for the whole of its time, by person, in messages that can be sent and read. */
  take(now: number): Bundle[] {
    const due = [...this.#held].filter(([, { since }]) => now - since >= this.#withinMs)
    for (const [addressee, { parcels }] of due) {
      this.#held.delete(addressee)
      for (const { step } of parcels) this.#heldFor.delete(step.alertId)
    }
    return due.flatMap(([addressee, { parcels }]) => inMessages(parcels).map((some) => ({ addressee, parcels: some })))
  }

  /** What is held of somebody is not held any more: the next owner of the partition reads it again. */
  forget(from: object): void {
    for (const [addressee, { since, parcels }] of this.#held) {
      const [gone, rest] = [parcels.filter((parcel) => parcel.from === from), parcels.filter((parcel) => parcel.from !== from)]
      for (const { step } of gone) this.#heldFor.delete(step.alertId)
      if (rest.length === 0) this.#held.delete(addressee)
      else if (gone.length > 0) this.#held.set(addressee, { since, parcels: rest })
    }
  }
}
