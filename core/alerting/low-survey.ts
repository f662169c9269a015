import type { Score } from '../scoring/score.ts'
import { historyOf, nothingToCompare, type Moment } from './alert.ts'
import { end, open, worsen } from './episode.ts'
import { severityOf } from './severity.ts'

const kind = 'LOW_SURVEY'
/** An account with a thousand unhappy contacts has another problem, which SCORE_BELOW and BURST tell; its state must stay small, and nobody works through more. */
export const mostOpen = 200

/** An answered survey: whose, its value (0 to 100), and when it was given (epoch ms). */
export interface Answer {
  readonly contactId: string | null
  readonly value: number
  readonly occurredAt: number
}

/** LOW_SURVEY on an answered survey: one open alert a contact (null being one), at most `mostOpen` an account; `before` is the score the moment before the survey. */
export function reviewSurvey(m: Moment, { contactId, value, occurredAt }: Answer, before: Score): void {
  const { account, rules } = m
  const alert = account.alerts.open.find((a) => a.kind === kind && a.contactId === contactId)
  // What touched a driver since is this survey alone: it is the last of the accepted events.
  const comparison = { score: before, at: m.at, accepted: account.accepted }
  if (alert !== undefined) {
    // An answer that comes late says nothing of the one after it.
    if (occurredAt < (alert.answeredAt ?? -Infinity)) return
    if (value < rules.lowSurveyBelow) alert.answeredAt = occurredAt
    if (value >= rules.lowSurveyClearAt) end(m, alert, 'RESOLVED', { threshold: rules.lowSurveyClearAt, comparison })
  } else if (!account.closed && value < rules.lowSurveyBelow && account.alerts.open.filter((a) => a.kind === kind).length < mostOpen) {
    // Each answer is news of its own, so neither a cool-down nor a person's close holds it back.
    historyOf(account, kind).heldBack = false
    open(m, kind, severityOf(account, m.score, m.at, rules), { threshold: rules.lowSurveyBelow, comparison, contactId, answeredAt: occurredAt })
  }
}

/** An open LOW_SURVEY alert becomes more severe with the account's score, quadrant or renewal. */
export function reviewLowSurveys(m: Moment): void {
  for (const alert of m.account.alerts.open) if (alert.kind === kind) worsen(m, alert, () => ({ threshold: null, comparison: nothingToCompare }))
}
