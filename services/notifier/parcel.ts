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

/** What goes as one message, and whom it is for. */
export interface Bundle {
  readonly addressee: string
  readonly parcels: readonly Parcel[]
}

/** What a step's alert is about, an account, source or model: its steps must come in order. */
export const aboutOf = ({ accountId, alertId }: AlertEvent): string => accountId ?? alertId
