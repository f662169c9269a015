import type { Moment } from './alert.ts'
import { reviewBurst } from './burst.ts'
import { end } from './episode.ts'
import { reviewPeople } from './escalation.ts'
import { comparisonOf } from './explain.ts'
import { reviewLowSurveys } from './low-survey.ts'
import { reviewScoreBelow } from './score-below.ts'
import { reviewScoreDrop } from './score-drop.ts'
import { reviewSilent } from './silent.ts'

/** Looks at every kind of an account's alerts; called with every record of the account and whenever time alone may have changed something. */
export function review(m: Moment): void {
  reviewScoreBelow(m)
  reviewScoreDrop(m)
  reviewLowSurveys(m)
  reviewSilent(m)
  reviewBurst(m)
  reviewPeople(m)
}

/** ACCOUNT_CLOSED resolves what is open; nothing opens until the account is upserted. */
export function resolveAll(m: Moment): void {
  for (const alert of [...m.account.alerts.open]) {
    end(m, alert, 'RESOLVED', { threshold: null, comparison: comparisonOf(m, alert) })
  }
}
