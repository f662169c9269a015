import type { Score } from '../scoring/score.ts'
import { historyOf, nothingToCompare, type Moment, type OpenAlert } from './alert.ts'
import { say } from './say.ts'
import { isWorse, severityOf } from './severity.ts'

const kind = 'LOW_SURVEY'

/** LOW_SURVEY on an answered survey: one open alert a contact (null being one); `before` is the score the moment before the survey. */
export function reviewSurvey(m: Moment, contactId: string | null, value: number, before: Score): void {
  const { account, rules } = m
  const alert = account.alerts.open.find((a) => a.kind === kind && a.contactId === contactId)
  // What touched a driver since is this survey alone: it is the last of the accepted events.
  const comparison = { score: before, at: m.at, accepted: account.accepted }
  if (alert === undefined) {
    if (account.closed || value >= rules.lowSurveyBelow) return
    const history = historyOf(account, kind)
    const severity = severityOf(account, m.score, m.at, rules)
    const opened: OpenAlert = { kind, episode: ++history.episodes, sequence: 0, severity, openedAt: m.at, contactId }
    account.alerts.open.push(opened)
    say(m, opened, { status: 'OPENED', threshold: rules.lowSurveyBelow, comparison })
  } else if (value >= rules.lowSurveyClearAt) {
    account.alerts.open = account.alerts.open.filter((a) => a !== alert)
    historyOf(account, kind).endedAt = m.at
    say(m, alert, { status: 'RESOLVED', threshold: rules.lowSurveyClearAt, comparison })
  }
}

/** An open LOW_SURVEY alert becomes more severe with the account's score, quadrant or renewal. */
export function reviewLowSurveys(m: Moment): void {
  for (const alert of m.account.alerts.open) {
    if (alert.kind !== kind) continue
    const severity = severityOf(m.account, m.score, m.at, m.rules)
    if (!isWorse(severity, alert.severity)) continue
    alert.severity = severity
    say(m, alert, { status: 'UPDATED', threshold: null, comparison: nothingToCompare })
  }
}
