import { historyOf, openOf, type Moment } from './alert.ts'
import { end, mayOpen, open, worsen } from './episode.ts'
import { compareWithClose, lineOf } from './explain.ts'
import { severityOf } from './severity.ts'

const kind = 'SCORE_BELOW'

/** SCORE_BELOW: opens when the score stays below the line for the dwell, resolves only right after a good observation. */
export function reviewScoreBelow(m: Moment): void {
  const { account, rules, score, at } = m
  const below = score.evidence >= rules.minEvidence && score.value < rules.alertBelow
  const history = below ? historyOf(account, kind) : account.alerts.history[kind]
  // What a model change makes cross is not waited out: at the end of the dwell it would page people one by one.
  if (history !== undefined && !below) history.byModel = false
  if (history !== undefined) history.since = below ? (history.since ?? (m.cause === 'MODEL' ? at - rules.dwellMs : at)) : null
  // Whatever the dwell: what a person closed is open to news again.
  if (below && m.observation !== null) history!.heldBack = false
  const alert = openOf(account, kind)
  if (alert === undefined) {
    if (history === undefined || history.since === null || at - history.since < rules.dwellMs) return
    const severity = severityOf(account, score, at, rules)
    if (mayOpen(m, kind, severity)) open(m, kind, severity, { threshold: rules.alertBelow, comparison: compareWithClose(account, at, rules) })
  } else if (score.value >= rules.clearAt && m.observation !== null && m.observation.value >= rules.clearAt) {
    end(m, alert, 'RESOLVED', { threshold: rules.clearAt, comparison: compareWithClose(account, at, rules) })
  } else {
    worsen(m, alert, () => ({ threshold: lineOf(m, alert), comparison: compareWithClose(account, at, rules) }))
  }
}
