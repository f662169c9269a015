import type { AlertEvent } from '../../../schemas/types.ts'
import type { Row } from '../resource.ts'

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** A step of the alert topic in the words of the api: as GET /alerts/{id} gives it under `steps`. */
export const stepOf = (step: AlertEvent): Row => ({
  ...step, renewalAt: iso(step.renewalAt), comparedWith: iso(step.comparedWith), openedAt: iso(step.openedAt), at: iso(step.at), snoozedUntil: iso(step.snoozedUntil),
})
