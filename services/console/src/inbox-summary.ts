import type { LiveAlert } from './api.ts'
import { atRiskOf, type AccountsNow } from './at-risk.ts'
import { byCurrency } from './format.ts'
import { dueOf, type Promised } from './urgency.ts'

export interface OwnerLoad {
  readonly owner: string
  readonly alerts: number
  readonly critical: number
  readonly overdue: number
}

export interface InboxSummary {
  readonly alerts: number
  readonly critical: number
  readonly overdue: number
  readonly waiting: number
  readonly accounts: number
  /** Of each account once, however many alerts it has. */
  readonly revenueAtRisk: readonly [currency: string | null, amount: number][]
  /** The one with the most overdue first. */
  readonly owners: readonly OwnerLoad[]
}

/** What an inbox holds, in figures. `now`: epoch ms. */
export function summaryOf(alerts: readonly LiveAlert[], promised: Promised | undefined, now: number, known?: AccountsNow): InboxSummary {
  const late = (alert: LiveAlert) => dueOf(alert, promised, now)?.missed === true
  // Where what the account is now is not known: the alert that changed last.
  const accounts = new Map(alerts.filter(({ accountId }) => accountId !== null).sort((a, b) => a.at.localeCompare(b.at)).map((each) => [each.accountId, each]))
  const owners = [...Map.groupBy(alerts, ({ owner }) => owner)].map(([owner, own]) => ({ owner, alerts: own.length, critical: own.filter(isCritical).length, overdue: own.filter(late).length }))
  return {
    alerts: alerts.length, critical: alerts.filter(isCritical).length, overdue: alerts.filter(late).length, waiting: alerts.filter((each) => dueOf(each, promised, now) !== null).length, accounts: accounts.size,
    revenueAtRisk: byCurrency([...accounts.values()].map((each) => atRiskOf(each, known))),
    owners: owners.sort((a, b) => b.overdue - a.overdue || b.critical - a.critical || b.alerts - a.alerts || a.owner.localeCompare(b.owner)),
  }
}

const isCritical = ({ severity }: LiveAlert): boolean => severity === 'CRITICAL'
