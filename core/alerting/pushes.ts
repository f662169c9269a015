import { keptTouches } from '../scoring/touches.ts'
import type { Moment } from './alert.ts'
import type { Reason } from './explain.ts'

/** In place of the note of an event that only took something out of a driver's sums. */
export const correction = 'CORRECTION'

/** A driver's part of a change as people are told of it. */
export interface Told {
  readonly driver: string
  readonly change: number
  /** How the events went that pushed the driver this way, oldest first. */
  readonly notes: readonly (string | null)[]
  /** Events came, too, that did not push it this way. */
  readonly earlier: boolean
  /** There may have been more of them than are kept. */
  readonly atLeast: boolean
}

const good: Readonly<Record<string, boolean>> = { SUCCEEDED: true, PRAISED: true, FAILED: false, ABANDONED: false, ESCALATED: false, COMPLAINED: false }

/** Whether an outcome is good news; null for a note that is no outcome. */
export const outcomeIsGood = (note: string): boolean | null => good[note] ?? null

/** Of a driver's events those that pushed it the way it moved, or may have: an event that went well is no reason for a fall. */
export function toldOf(m: Moment, { moved: { driver, change }, index, touches }: Reason): Told {
  const notes: (string | null)[] = []
  for (const touch of touches) {
    const known = knownOf(m, index, touch.eventId)
    const way = typeof known === 'number' ? Math.sign(known - m.score.prior) : known === 'forgotten' ? wayOf(touch.note) : known === 'gone' ? 0 : null
    if (way === null || way === Math.sign(change)) notes.push(known === 'taken' ? correction : touch.note)
  }
  return { driver, change, notes, earlier: notes.length < touches.length, atLeast: touches.length === keptTouches }
}

/**
 * The value with which an event is in a driver's sums: above the prior mean it raised the contribution, below it lowered it. `gone`: a correction replaced it;
 * `taken`: it only took something out; `mixed`: it did both; `forgotten`: it is not remembered any more.
 */
function knownOf({ account, cause, eventId: latest, observation }: Moment, index: number, eventId: string): number | 'gone' | 'taken' | 'mixed' | 'forgotten' {
  // What a moment is about is remembered after it.
  if (eventId === latest && observation !== null && account.drivers.name(index) === observation.driver) return cause === 'CORRECTION' ? 'mixed' : observation.value
  const known = account.remembered.find(eventId)
  if (known === null) return eventId === latest ? 'taken' : 'forgotten'
  if (known.replacedBy !== null) return 'gone'
  return known.observation?.driver === index ? known.observation.value : 'taken'
}

/** Of an event that is not remembered any more its outcome still tells. */
function wayOf(note: string | null): number | null {
  const isGood = note === null ? null : outcomeIsGood(note)
  return isGood === null ? null : isGood ? 1 : -1
}
