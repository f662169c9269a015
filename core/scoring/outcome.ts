import type { AlertEvent, Interaction } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'
import type { EventEntry } from './entry.ts'
import type { ScoreRecord } from './outputs.ts'

/** What was passed over, for metrics. */
export interface Counts {
  /** Events whose id the account already knew. */
  duplicates: number
  /** Originals that came after their correction. */
  superseded: number
  /** Records that a writer wrote again. */
  repeats: number
  /** Touch points whose key the model does not name. */
  unknownTouchPoints: number
  /** Records of sources beyond the number that a partition keeps the rhythm of: no outage of theirs is noticed. */
  sourcesTooMany: number
}

/** What a stretch of the log brought about, in the order of the log. */
export interface Outcome {
  readonly interactions: Interaction[]
  readonly scores: ScoreRecord[]
  readonly alerts: AlertEvent[]
  readonly failures: { readonly failure: Failure; readonly entry: EventEntry }[]
  readonly counts: Counts
}

export const newOutcome = (): Outcome => ({
  interactions: [], scores: [], alerts: [], failures: [],
  counts: { duplicates: 0, superseded: 0, repeats: 0, unknownTouchPoints: 0, sourcesTooMany: 0 },
})

/** Number of records to be written; what bounds a transaction. */
export const sizeOf = (o: Outcome): number => o.interactions.length + o.scores.length + o.alerts.length + o.failures.length
