import { historyOf, type Moment } from './alert.ts'
import { compareWithClose } from './explain.ts'
import { say } from './say.ts'
import { isWorse, severityOf } from './severity.ts'

const kind = 'SCORE_BELOW'

/** SCORE_BELOW: opens when the score stays below the line for the dwell, resolves only right after a good observation. */
export function reviewScoreBelow(m: Moment): void {
  const { account, rules, score, at } = m
  const history = historyOf(account, kind)
  const below = score.evidence >= rules.minEvidence && score.value < rules.alertBelow
  history.since = below ? (history.since ?? at) : null
  const alert = account.alerts.open.find((a) => a.kind === kind)
  if (alert === undefined) {
    if (account.closed || history.since === null || at - history.since < rules.dwellMs) return
    const severity = severityOf(account, score, at, rules)
    const cooling = history.endedAt !== null && at - history.endedAt < rules.coolDownMs
    if (cooling && severity !== 'CRITICAL') return
    const opened = { kind, episode: ++history.episodes, sequence: 0, severity, openedAt: at, contactId: null } as const
    account.alerts.open.push({ ...opened })
    say(m, account.alerts.open[account.alerts.open.length - 1]!, step(m, 'OPENED', rules.alertBelow))
    return
  }
  const good = m.observation !== null && m.observation.value >= rules.clearAt
  if (good && score.value >= rules.clearAt) {
    account.alerts.open = account.alerts.open.filter((a) => a !== alert)
    history.endedAt = at
    say(m, alert, step(m, 'RESOLVED', rules.clearAt))
    return
  }
  const severity = severityOf(account, score, at, rules)
  if (!isWorse(severity, alert.severity)) return
  alert.severity = severity
  say(m, alert, step(m, 'UPDATED', score.value < rules.criticalBelow ? rules.criticalBelow : rules.alertBelow))
}

const step = (m: Moment, status: 'OPENED' | 'UPDATED' | 'RESOLVED', threshold: number) =>
  ({ status, threshold, comparison: compareWithClose(m.account, m.at, m.rules) })
