import type { AlertAction, AlertEvent } from '../../../schemas/types.ts'
import type { PlainAccount } from './account.ts'
import type { Differences } from './differences.ts'
import type { Entry } from './timeline.ts'
import { contractType } from './wire.ts'

/** What must become of a person's action: a step of its alert, nothing because it came before, or a failed event. */
export type ActionVerdict = 'applied' | 'repeat' | 'failed'

const type = contractType('alert-action')
const statuses: Readonly<Record<string, AlertEvent['status']>> = { ACKNOWLEDGE: 'ACKNOWLEDGED', ASSIGN: 'ASSIGNED', SNOOZE: 'SNOOZED', CLOSE: 'CLOSED' }

export const actionOf = (entry: Entry): AlertAction => type.fromBuffer(entry.event) as AlertAction

/** Judges an action by the contract alone; `open`: the ids of the account's alerts that are open when it comes. */
export function judgeAct(action: AlertAction, account: PlainAccount, now: number, open: ReadonlySet<string>): ActionVerdict {
  if (account.identity(action.actionId, now) !== 'new') return 'repeat'
  const complete = { ACKNOWLEDGE: true, ASSIGN: !!action.assignee, SNOOZE: (action.until ?? -Infinity) > now, CLOSE: ![null, 'UNKNOWN'].includes(action.outcome), UNKNOWN: false }
  return complete[action.action] && open.has(action.alertId) ? 'applied' : 'failed'
}

/** The steps that one action of the timeline led to: one that says what was done and by whom, or none. */
export function compareAction(where: string, action: AlertAction, verdict: ActionVerdict, steps: readonly AlertEvent[], differences: Differences): void {
  const promise = 'each action of a person is one step of its alert, once'
  if (verdict !== 'applied') return steps.length > 0 ? differences.add(promise, `${where}: ${steps.length} steps of an action that is ${verdict}`) : undefined
  const [step] = steps
  if (steps.length !== 1 || !step) return differences.add(promise, `${where}: ${steps.length} steps of ${action.actionId}`)
  const said = [step.alertId, step.status, step.by, step.note, step.causeEventId]
  const must = [action.alertId, statuses[action.action], action.by, action.note, action.actionId]
  if (action.action === 'CLOSE') (said.push(step.outcome), must.push(action.outcome!))
  if (action.action === 'SNOOZE') (said.push(String(step.snoozedUntil)), must.push(String(action.until)))
  if (said.some((each, i) => each !== must[i])) differences.add('a step says what the person did', `${where}: ${said.join(', ')}; expected ${must.join(', ')}`)
}
