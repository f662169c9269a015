import type { CrmEvent } from '../../schemas/types.ts'
import { resolveAll, review } from '../alerting/review.ts'
import type { Account } from './account.ts'
import type { Entry } from './entry.ts'
import { identify, remember } from './identity.ts'
import { scoreAt } from './score.ts'
import { applyTime, momentOf, publish, timeOf, type Context, type Step } from './step.ts'

/** Applies a CRM record to its account. False where it is a duplicate. */
export function applyCrm(context: Context, account: Account, entry: Extract<Entry, { kind: 'ACCOUNT' }>): boolean {
  const { model, out, tick } = context
  const { event } = entry
  const now = timeOf(account, tick)
  if (identify(account, event.eventId, now, model) !== 'new') {
    out.counts.duplicates++
    return false
  }
  const step: Step = { context, account, eventId: event.eventId, notify: true }
  const closes = event.kind === 'ACCOUNT_CLOSED' && event.occurredAt >= (account.statusAt ?? -Infinity)
  // Before time moves, since a record that closes the account opens nothing in either of its steps.
  if (closes) account.closed = true
  applyTime(step, Math.max(now, event.occurredAt))
  if (event.kind === 'ACCOUNT_UPSERTED') upsert(account, event)
  const score = scoreAt(account, account.time, model)
  const moment = momentOf(step, 'CRM', score, null)
  if (closes) {
    account.statusAt = event.occurredAt
    resolveAll(moment)
  } else review(moment)
  remember(account, event.eventId, event.occurredAt, null, model)
  publish(step, 'CRM', score)
  return true
}

/** The latest occurredAt wins, on a tie the later arrival; the whole record is replaced, null clears. */
function upsert(account: Account, event: CrmEvent): void {
  if (event.occurredAt >= (account.statusAt ?? -Infinity)) {
    account.closed = false
    account.statusAt = event.occurredAt
  }
  if (event.account === null || event.occurredAt < (account.crmAt ?? -Infinity)) return
  const { name, segment, vertical, region, annualRevenue, currency, owner, escalationOwner, renewalAt } = event.account
  account.crmAt = event.occurredAt
  account.crm = { name, segment, vertical, region, annualRevenue, currency, owner: named(owner), escalationOwner: named(escalationOwner), renewalAt }
}

/** A person's name; blank is nobody. */
const named = (text: string | null): string | null => text?.trim() || null
