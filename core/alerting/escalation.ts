import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { nothingToCompare, ownerOf, type Moment, type OpenAlert } from './alert.ts'
import { say } from './say.ts'

/** Whom an alert goes to when nobody acts, in order, after its owner: one or two. */
const ladder = (account: Account, rules: SegmentRules): string[] => [...(account.crm.escalationOwner === null ? [] : [account.crm.escalationOwner]), rules.executive]

/** When an open alert asks for something by time alone: the next escalation, or the end of a snooze; Infinity where never. */
export function alertDue(account: Account, alert: OpenAlert, rules: SegmentRules): number {
  if (alert.state === 'SNOOZED') return alert.snoozedUntil!
  if (alert.state === 'ACKNOWLEDGED' || alert.level >= (account.crm.escalationOwner === null ? 1 : 2)) return Infinity
  return alert.waitingSince + rules.ackWithinMs[alert.severity]
}

/** Somebody else has the alert now: the time to acknowledge it runs anew, and so does the way up when it passes. */
export function beginAnew(alert: Pick<OpenAlert, 'waitingSince' | 'level'>, at: number): void {
  alert.waitingSince = at
  alert.level = 0
}

/** Ends snoozes, escalates what nobody acknowledged in time, and tells a new owner. */
export function reviewPeople(m: Moment): void {
  const { account, rules, at } = m
  for (const alert of account.alerts.open) {
    const owner = alert.assignee ?? ownerOf(account, rules)
    if (owner !== alert.owner) {
      // What a model change opened quietly stays quiet.
      if (alert.waitingSince !== Infinity) beginAnew(alert, at)
      say(m, alert, { status: 'UPDATED', turn: 'NEW_OWNER', threshold: null, comparison: nothingToCompare })
    }
    if (at < alertDue(account, alert, rules)) continue
    alert.waitingSince = at
    if (alert.state === 'SNOOZED') {
      alert.state = 'OPENED'
      alert.snoozedUntil = null
      say(m, alert, { status: 'UPDATED', turn: 'SNOOZE_OVER', threshold: null, comparison: nothingToCompare })
    } else {
      const next = ladder(account, rules)[alert.level++]!
      say(m, alert, { status: 'ESCALATED', threshold: null, comparison: nothingToCompare, notify: [next] })
    }
  }
}
