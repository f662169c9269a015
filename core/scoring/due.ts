import { dayMs, type Model } from '../model/model.ts'
import type { Account } from './account.ts'
import { firstTickBelow } from './crossing.ts'
import { hashOf } from './remembered.ts'
import { scoreAt } from './score.ts'

/** The first hour of a day, over which the daily closes are spread. */
const spreadMs = 3_600_000

/** When the close of `day` of an account is published: in the first hour of the next day, by a hash of the account's id. */
export const publishAt = (id: string, day: number): number => (day + 1) * dayMs + (hashOf(id) % spreadMs)

/**
 * When time alone may change something on the account next, after `now` (the account's time); Infinity where never.
 * Everything that a tick has to look at is one of these moments, so a tick costs what is due, not what exists.
 */
export function nextDue(account: Account, now: number, tickMs: number, model: Model): number {
  const published = account.publishDay === null ? Infinity : publishAt(account.id, account.publishDay)
  let due = published
  const rules = model.segment(account.crm.segment)
  const soonest = (time: number) => {
    if (time > now && time < due) due = time
  }
  const below = account.alerts.history.SCORE_BELOW
  const isOpen = account.alerts.open.some((a) => a.kind === 'SCORE_BELOW')
  if (below !== undefined && below.since !== null && !isOpen && !account.closed) {
    soonest(below.since + rules.dwellMs)
    if (below.endedAt !== null) soonest(below.endedAt + rules.coolDownMs)
  }
  const renewalAt = account.crm.renewalAt
  const mayRise = account.alerts.open.some((a) => a.severity !== 'CRITICAL') || (below?.since ?? null) !== null
  if (renewalAt !== null && mayRise) soonest(renewalAt - rules.urgentRenewalMs)
  if (account.publishDay === null || account.closed) return due
  // Looked at anew with each daily close, so a day ahead is enough.
  const until = Math.min(due, Math.max(published, now + dayMs))
  const score = scoreAt(account, now, model)
  if (score.evidence < rules.minEvidence) return due
  if (score.value >= rules.alertBelow) soonest(firstTickBelow(account, rules.alertBelow, now, until, tickMs, model) ?? Infinity)
  else if (score.value >= rules.criticalBelow) soonest(firstTickBelow(account, rules.criticalBelow, now, until, tickMs, model) ?? Infinity)
  return due
}
