import type { Alert } from './api.ts'
import { age } from './format.ts'
import { isOpen } from './urgency.ts'

/** The step that says what moved the score: the alert's latest, or, where that is a person's or nobody's doing and explains nothing, the latest one before it that does. */
export const explainedBy = (alert: Alert, steps: readonly Alert[]): Alert =>
  (alert.drivers.length > 0 ? alert : steps.findLast(({ drivers }) => drivers.length > 0) ?? alert)

/** How an alert ended that cannot be acted on any more; `latest` is its latest step, null where that is not known. `now`: epoch ms. */
export function endInWords(latest: Alert | null, now: number): string {
  if (latest === null || isOpen(latest)) return 'it is closed already.'
  const since = age(latest.at, now)
  const ago = since === 'now' ? 'a moment ago' : `${since} ago`
  return latest.status === 'CLOSED' && latest.by !== null ? `${latest.by} closed it ${ago}.` : `it ended by itself ${ago}.`
}
