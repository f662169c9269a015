import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'

/** The input topics that history is played into: what people do about alerts is not part of it. */
export type PlayedTopic = 'touchpoints' | 'surveys' | 'crm'

/** An event to be published as if it happened just now: where it goes, its key, its own time (epoch ms), its content. */
export interface PlayedEvent {
  readonly topic: PlayedTopic
  readonly key: string
  readonly at: number
  readonly event: TouchPointEvent | SurveyEvent | CrmEvent
}

/** Events of one stretch of time, from `start` (epoch ms) on, in order of time. */
export interface Slice {
  readonly start: number
  readonly events: readonly PlayedEvent[]
}

export const dayMs = 86_400_000

/**
 * Start of the slice of length `lengthMs` that `at` lies in. Slices begin anew with every UTC day: a day's close must not be frozen
 * by an event of the next day while events of the day are still on their way in another topic.
 */
export function sliceStart(at: number, lengthMs: number): number {
  const day = Math.floor(at / dayMs) * dayMs
  return day + Math.floor((at - day) / lengthMs) * lengthMs
}
