import type { LiveAlert, PortfolioAccount } from './api.ts'

/** The accounts as they are now; `asOf`: alerts whose latest step is of later (ISO 8601) know better. */
export interface AccountsNow {
  readonly accounts: ReadonlyMap<string, Pick<PortfolioAccount, 'band' | 'annualRevenue' | 'currency'>>
  readonly asOf: string
}

export interface Money {
  readonly amount: number | null
  readonly currency: string | null
}

/** The revenue that is at risk with an alert's account now. Its alerts say what was so when each last changed, which may be weeks ago, and differs between them. */
export function atRiskOf({ accountId, at, revenueAtRisk, currency }: LiveAlert, known: AccountsNow | undefined): Money {
  const account = known === undefined || accountId === null || at > known.asOf ? undefined : known.accounts.get(accountId)
  if (account === undefined) return { amount: revenueAtRisk, currency }
  return { amount: account.annualRevenue !== null && account.band !== 'AT_RISK' ? 0 : account.annualRevenue, currency: account.currency }
}
