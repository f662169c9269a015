import { closeBefore } from '../scoring/score.ts'
import { openOf, type Moment } from './alert.ts'
import { end, mayOpen, open, worsen } from './episode.ts'
import { compareWithClose } from './explain.ts'
import { severityOf } from './severity.ts'

const kind = 'SCORE_DROP'

/** SCORE_DROP: opens when the score lies so many points under the close some days before, resolves when half of that fall is regained by a good observation. */
export function reviewScoreDrop(m: Moment): void {
  const { account, rules, score, at } = m
  const alert = openOf(account, kind)
  if (alert !== undefined) {
    const good = m.observation !== null && m.observation.value >= rules.clearAt
    if (good && score.value >= alert.target!) end(m, alert, 'RESOLVED', { threshold: alert.target, comparison: compareWithClose(account, at, rules) })
    else worsen(m, alert, () => ({ threshold: null, comparison: compareWithClose(account, at, rules) }))
    return
  }
  const before = closeBefore(account, at, rules.dropDays)
  if (before === null || before.evidence < rules.minEvidence || score.evidence < rules.minEvidence) return
  const fall = before.value - score.value
  if (fall < rules.dropPoints) {
    const history = account.alerts.history[kind]
    if (history !== undefined) history.byModel = false
    return
  }
  const severity = severityOf(account, score, at, rules)
  if (!mayOpen(m, kind, severity)) return
  open(m, kind, severity, { threshold: before.value - rules.dropPoints, target: score.value + fall / 2, comparison: compareWithClose(account, at, rules) })
}
