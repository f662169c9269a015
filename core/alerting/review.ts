import { historyOf, nothingToCompare, type Moment } from './alert.ts'
import { compareWithClose } from './explain.ts'
import { reviewLowSurveys } from './low-survey.ts'
import { say } from './say.ts'
import { reviewScoreBelow } from './score-below.ts'

/** Looks at every kind of an account's alerts; called with every record of the account and whenever time alone may have changed something. */
export function review(m: Moment): void {
  reviewScoreBelow(m)
  reviewLowSurveys(m)
}

/** ACCOUNT_CLOSED resolves what is open; nothing opens until the account is upserted. */
export function resolveAll(m: Moment): void {
  const open = m.account.alerts.open
  m.account.alerts.open = []
  for (const alert of open) {
    historyOf(m.account, alert.kind).endedAt = m.at
    const comparison = alert.kind === 'SCORE_BELOW' ? compareWithClose(m.account, m.at, m.rules) : nothingToCompare
    say(m, alert, { status: 'RESOLVED', threshold: null, comparison })
  }
}
