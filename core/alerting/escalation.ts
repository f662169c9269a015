import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { ownerOf, type Moment, type OpenAlert } from './alert.ts'
import { asItStands, compareWithClose, lineOf } from './explain.ts'
import { say } from './say.ts'

/** Whom an alert goes to next when nobody acts: the escalation owner, then the executive, as they are now; nobody twice, and nobody who has it already. Undefined: there is nobody left. */
function nextUp({ crm }: Account, alert: OpenAlert, rules: SegmentRules): string | undefined {
  const ladder = [...(crm.escalationOwner === null ? [] : [crm.escalationOwner]), rules.executive]
  // State from before it was kept who was told says only how many were.
  const unknown = alert.level - alert.told.length
  return ladder.slice(Math.max(0, unknown)).find((person) => person !== alert.owner && !alert.told.includes(person))
}

/** When an open alert asks for something by time alone: the next escalation, or the end of a snooze; Infinity where never. */
export function alertDue(account: Account, alert: OpenAlert, rules: SegmentRules): number {
  if (alert.state === 'SNOOZED') return alert.snoozedUntil!
  if (alert.state === 'ACKNOWLEDGED' || nextUp(account, alert, rules) === undefined) return Infinity
  return alert.waitingSince + rules.ackWithinMs[alert.severity]
}

/** Somebody else has the alert now: the time to acknowledge it runs anew, and so does the way up when it passes. */
export function beginAnew(alert: OpenAlert, at: number): void {
  alert.waitingSince = at
  alert.level = 0
  alert.told = []
}

/** Ends snoozes, escalates what nobody acknowledged in time, and tells a new owner; not in a moment that addresses nobody: what is due then is said at the next tick. */
export function reviewPeople(m: Moment): void {
  const { account, rules, at } = m
  if (!m.notify) return
  for (const alert of account.alerts.open) {
    if (alert.waitingSince === Infinity && m.observation !== null && m.observation.value < rules.alertBelow) speakUp(m, alert)
    const owner = alert.assignee ?? ownerOf(account, rules)
    if (owner !== alert.owner) {
      // What a model change opened quietly stays quiet.
      if (alert.waitingSince !== Infinity) beginAnew(alert, at)
      say(m, alert, { status: 'UPDATED', turn: 'NEW_OWNER', ...asItStands(m, alert) })
    }
    if (at < alertDue(account, alert, rules)) continue
    alert.waitingSince = at
    if (alert.state === 'SNOOZED') {
      alert.state = 'OPENED'
      alert.snoozedUntil = null
      say(m, alert, { status: 'UPDATED', turn: 'SNOOZE_OVER', ...asItStands(m, alert) })
    } else {
      const next = nextUp(account, alert, rules)!
      alert.level++
      alert.told.push(next)
      say(m, alert, { status: 'ESCALATED', ...asItStands(m, alert), notify: [next] })
    }
  }
}

/** What a model change opened quietly is news of its own once something bad happens: else the account could fall to nothing, and nobody would hear of it. */
function speakUp(m: Moment, alert: OpenAlert): void {
  say(m, alert, { status: 'UPDATED', turn: 'NOT_QUIET_ANY_MORE', threshold: lineOf(m, alert), comparison: compareWithClose(m.account, m.at, m.rules) })
}
