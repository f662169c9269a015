import { act, faultOf } from '../alerting/action.ts'
import type { Failure } from '../failures.ts'
import type { Account } from './account.ts'
import type { Entry } from './entry.ts'
import { identify, remember } from './identity.ts'
import { scoreAt } from './score.ts'
import { momentOf, timeOf, type Context, type Step } from './step.ts'

/** `unchanged`: a repeat. */
export type ActionResult = 'applied' | 'unchanged' | Failure

/** A person acts on an alert, at the account's time: actions never move it, and give no score record. */
export function applyAction(context: Context, account: Account | null, entry: Extract<Entry, { kind: 'ACTION' }>): ActionResult {
  const { model, out, tick } = context
  const action = entry.event
  const at = account === null ? tick : timeOf(account, tick)
  if (account !== null && identify(account, action.actionId, at, model) !== 'new') {
    out.counts.duplicates++
    return 'unchanged'
  }
  const fault = faultOf(action, at)
  if (fault !== null) return fault
  const alert = account?.alerts.open.find((a) => `${account.id}~${a.kind}~${a.episode}` === action.alertId)
  if (account === null || alert === undefined) {
    return { step: 'score', code: 'alert.not-open', reason: `alertId ${action.alertId} names no open alert of account ${action.accountId}` }
  }
  const step: Step = { context, account, eventId: action.actionId, notify: true }
  act(momentOf(step, 'ACTION', scoreAt(account, at, model), null, at), alert, action)
  remember(account, action.actionId, action.occurredAt, null, model, at)
  return 'applied'
}
