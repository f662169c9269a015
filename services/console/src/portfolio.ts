import type { Alert, PortfolioAccount } from './api.ts'
import { byCurrency, count } from './format.ts'

/** So many accounts the api answers, the first by number. */
const mostAccounts = 20_000

/** That a portfolio is not the whole company, in words; null: it is. */
export const partOf = (accounts: readonly unknown[]): string | null => (accounts.length < mostAccounts ? null : `Only the first ${count(mostAccounts)} accounts by number are read.`)

export interface Group {
  readonly name: string
  readonly accounts: number
  readonly meanScore: number
  readonly atRisk: number
  readonly atRiskRevenue: readonly [currency: string | null, amount: number][]
}

/** Accounts in groups, those with the most accounts at risk first. The score is the plain mean over accounts whose band is known. */
export function groupsOf(accounts: readonly PortfolioAccount[], by: 'segment' | 'region' | 'vertical' | 'owner' | 'quadrant'): Group[] {
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

/** The four quadrants as they lie in the chart: the good revenue above, the good score on the right. */
export const quadrants = [
  ['AT_RISK', 'At risk', 'low score, good revenue'], ['MODEL', 'Model', 'good score, good revenue'],
  ['DANGLING', 'Dangling', 'low score, less revenue'], ['GROWTH', 'Growth', 'good score, room to grow'],
] as const

export interface QuadrantSum {
  readonly accounts: number
  readonly openAlerts: number
  /** A year, by currency. */
  readonly revenue: readonly [currency: string | null, amount: number][]
}

/** What lies in one quadrant. The alerts themselves are counted: an account says only of which kinds it has some. */
export function quadrantSum(accounts: readonly PortfolioAccount[], quadrant: string, alerts: readonly Pick<Alert, 'accountId'>[]): QuadrantSum {
  const own = accounts.filter((each) => each.quadrant === quadrant)
  const ids = new Set(own.map(({ accountId }) => accountId))
  return {
    accounts: own.length, openAlerts: alerts.filter(({ accountId }) => accountId !== null && ids.has(accountId)).length,
    revenue: byCurrency(own.map(({ annualRevenue, currency }) => ({ amount: annualRevenue, currency }))),
  }
}
