import type { PortfolioAccount } from './api.ts'
import { byCurrency } from './format.ts'

export interface Group {
  readonly name: string
  readonly accounts: number
  readonly meanScore: number
  readonly atRisk: number
  readonly atRiskRevenue: readonly [currency: string | null, amount: number][]
}

/** Accounts in groups, those with the most accounts at risk first. The score is the plain mean over accounts whose band is known. */
export function groupsOf(accounts: readonly PortfolioAccount[], by: 'segment' | 'region' | 'owner' | 'quadrant'): Group[] {
  const groups = Map.groupBy(accounts, (each) => each[by] ?? '–')
  return [...groups].map(([name, own]) => {
    const known = own.filter(({ band }) => band !== 'UNKNOWN')
    const bad = own.filter(({ band }) => band === 'AT_RISK')
    return {
      name, accounts: own.length, meanScore: known.reduce((sum, { score }) => sum + score, 0) / Math.max(1, known.length), atRisk: bad.length,
      atRiskRevenue: byCurrency(bad.map(({ annualRevenue, currency }) => ({ amount: annualRevenue, currency }))),
    }
  }).sort((a, b) => b.atRisk - a.atRisk || b.accounts - a.accounts || a.name.localeCompare(b.name))
}
