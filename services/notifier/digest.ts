import type { AlertEvent } from '../../schemas/types.ts'
import { addresseeOf } from '../shared/webhooks/message.ts'
import { inMessages } from './cut.ts'
import type { Bundle, Parcel } from './parcel.ts'

const historyMs = 86_400_000

/** Whether a step is of the past: it happened, or was stored, more than a day ago. That comes of a replay, or of who was away: it is told, but not one by one. Times are epoch ms. */
export const isHistory = ({ at }: AlertEvent, storedAt: number, now: number): boolean => now - Math.min(at, storedAt) > historyMs

/** Whether somebody has to act at once. What is critical by a correction, a model or a file from the CRM comes in masses, and what ends can wait. */
const isUrgent = ({ severity, status, cause, notify }: AlertEvent): boolean =>
  severity === 'CRITICAL' && notify.length > 0 && ['OPENED', 'ESCALATED', 'UPDATED'].includes(status) && ['EVENT', 'DECAY'].includes(cause)

interface Held {
  readonly since: number
  readonly parcels: Parcel[]
}

/** Counts what each person was told of lately, and holds back what is too much, for few messages in place of many. Times are ms. */
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

  /** How many steps are held back. */
  get size(): number {
    return [...this.#held.values()].reduce((sum, { parcels }) => sum + parcels.length, 0)
  }

  /**
   * Whether the step is held back: what is above the limit of the person whom it is addressed to, all of the past (`ofThePast`), and what follows a held step of the same alert.
   * An urgent one never is, unless it is of the past: what was held of its alert is to be released and sent before it.
   */
  holds(parcel: Parcel, now: number, ofThePast = false): boolean {
    const { step } = parcel
    const addressee = addresseeOf(step)
    const isTooMuch = step.notify.length > 0 && this.#tellings(addressee, now) > this.#above
    if (isUrgent(step) && !ofThePast) return false
    const behind = this.#heldFor.get(step.alertId)
    if (!ofThePast && !isTooMuch && behind === undefined) return false
    this.#hold(behind ?? addressee, parcel, now)
    return true
  }

  /** Of how much somebody was told within the window, this one counted; what is above the limit need not be counted. */
  #tellings(addressee: string, now: number): number {
    const told = (this.#told.get(addressee) ?? []).filter((at) => at > now - this.#withinMs).slice(-this.#above)
    told.push(now)
    this.#told.set(addressee, told)
    return told.length
  }

  #hold(addressee: string, parcel: Parcel, now: number): void {
    const { since, parcels } = this.#held.get(addressee) ?? { since: now, parcels: [] }
    parcels.push(parcel)
    this.#held.set(addressee, { since, parcels })
    this.#heldFor.set(parcel.step.alertId, addressee)
  }

  /** What is due: what was held back for the whole of its time (all of it at Infinity), by person, in messages that can be sent and read. */
  take(now: number): Bundle[] {
    const due = [...this.#held].filter(([, { since }]) => now - since >= this.#withinMs)
    return due.flatMap(([addressee]) => inMessages(this.#remove(addressee, () => true)).map((parcels) => ({ addressee, parcels })))
  }

  /** What was held of an alert, in order: it is to be sent before a step that cannot wait. */
  release(alertId: string): Parcel[] {
    const addressee = this.#heldFor.get(alertId)
    return addressee === undefined ? [] : this.#remove(addressee, ({ step }) => step.alertId === alertId)
  }

  /** What is held of somebody is not held any more: the next owner of the partition reads it again. */
  forget(from: object): void {
    for (const addressee of [...this.#held.keys()]) this.#remove(addressee, (parcel) => parcel.from === from)
  }

  #remove(addressee: string, isGone: (parcel: Parcel) => boolean): Parcel[] {
    const { since, parcels } = this.#held.get(addressee)!
    const { gone = [], rest = [] } = Object.groupBy(parcels, (parcel) => (isGone(parcel) ? 'gone' : 'rest'))
    for (const { step } of gone) this.#heldFor.delete(step.alertId)
    if (rest.length === 0) this.#held.delete(addressee)
    else this.#held.set(addressee, { since, parcels: rest })
    return gone
  }
}
