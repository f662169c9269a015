import type { KindHistory } from '../alerting/alert.ts'
import { alertDue } from '../alerting/escalation.ts'
import { silentFrom } from '../alerting/silent.ts'
import { dayMs, type Model, type SegmentRules } from '../model/model.ts'
import type { Account } from './account.ts'
import { firstTickBelow } from './crossing.ts'
import { hashOf } from './remembered.ts'
import { closeBefore, dayOf, scoreAt, type Score } from './score.ts'

/** The first hour of a day, over which the daily closes are spread. */
const spreadMs = 3_600_000

/** When the close of `day` of an account is published: in the first hour of the next day, by a hash of the account's id. */
export const publishAt = (id: string, day: number): number => (day + 1) * dayMs + (hashOf(id) % spreadMs)

/**
 * When time alone may change something on the account next, after `now` (the account's time); Infinity where never.
 * Everything that a tick has to look at is one of these moments, so a tick costs what is due, not what exists.
 */
export function nextDue(account: Account, now: number, tickMs: number, model: Model): number {
  const rules = model.segment(account.crm.segment)
  const published = account.publishDay === null ? Infinity : publishAt(account.id, account.publishDay)
  let due = published
  const soonest = (time: number) => {
    if (time > now && time < due) due = time
  }
  alertTimes(account, now, rules, soonest)
  if (account.publishDay === null || account.closed) return due
  const score = scoreAt(account, now, model)
  if (score.evidence < rules.minEvidence) return due
  // Looked at anew with each daily close, so a day ahead is enough.
  const until = Math.min(due, Math.max(published, now + dayMs))
  const fallsBelow = (line: number, last: number) => soonest(firstTickBelow(account, line, now, last, tickMs, model) ?? Infinity)
  if (score.value >= rules.alertBelow) fallsBelow(rules.alertBelow, until)
  else if (score.value >= rules.criticalBelow) fallsBelow(rules.criticalBelow, until)
  const midnight = (dayOf(now) + 1) * dayMs
  const line = dropLine(account, now, rules)
  if (line !== null && score.value > line) fallsBelow(line, Math.min(until, midnight - 1))
  if (dropsAtMidnight(account, score, midnight, rules, model)) soonest(midnight)
  return due
}

/** Dwells, cool-downs, renewals, silence, escalations, snoozes, and the end of a day with a burst; each is told. */
function alertTimes(account: Account, now: number, rules: SegmentRules, tell: (time: number) => void): void {
  const { open, history } = account.alerts
  let isBelow = false
  let hasBurst = false
  let mayWorsen = false
  for (let i = 0; i < open.length; i++) {
    const alert = open[i]!
    // Past where a moment that addresses nobody left it out.
    tell(Math.max(alertDue(account, alert, rules), now + 1))
    if (alert.kind === 'SCORE_BELOW') isBelow = true
    if (alert.kind === 'BURST') hasBurst = true
    if (alert.severity !== 'CRITICAL') mayWorsen = true
  }
  const silent = silentFrom(account, rules)
  // What did not open at its time was held back by an outage of the account's source.
  tell(silent <= now ? (dayOf(now) + 1) * dayMs : silent)
  const below = history.SCORE_BELOW
  const pending = below !== undefined && below.since !== null && !account.closed
  if (pending && !isBelow) {
    tell(below.since! + rules.dwellMs)
    tell(coolDownEnd(below, rules))
  }
  if (history.SCORE_DROP !== undefined) tell(coolDownEnd(history.SCORE_DROP, rules))
  if (hasBurst) tell((dayOf(now) + 1) * dayMs)
  const { renewalAt } = account.crm
  if (renewalAt !== null && (pending || mayWorsen)) tell(renewalAt - rules.urgentRenewalMs)
}

const coolDownEnd = (history: KindHistory, rules: SegmentRules) => (history.endedAt === null ? Infinity : history.endedAt + rules.coolDownMs)

/** Below this a SCORE_DROP opens, as long as `at`'s day lasts; null where none can open. */
function dropLine(account: Account, at: number, rules: SegmentRules): number | null {
  if (account.alerts.open.some((a) => a.kind === 'SCORE_DROP')) return null
  const before = closeBefore(account, at, rules.dropDays)
  return before === null || before.evidence < rules.minEvidence ? null : before.value - rules.dropPoints
}

/** A new day is compared with another close. Decay alone moves a score by far less than this margin in a day. */
const margin = 10
function dropsAtMidnight(account: Account, score: Score, midnight: number, rules: SegmentRules, model: Model): boolean {
  const line = dropLine(account, midnight, rules)
  return line !== null && score.value <= line + margin && scoreAt(account, midnight, model).value <= line
}
