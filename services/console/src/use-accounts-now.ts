import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from './api.ts'
import type { AccountsNow } from './at-risk.ts'
import type { V1PortfolioListData } from './client.ts'

/** ClickHouse has a score so much later than the log at most, as a rule. */
const behindMs = 15_000

const byId = ({ accounts }: V1PortfolioListData) => new Map(accounts.map((each) => [each.accountId, each]))

/** All accounts as they are now, read anew each minute; undefined until they are read. */
export function useAccountsNow(): AccountsNow | undefined {
  const { data, dataUpdatedAt } = useQuery({ queryKey: ['portfolio'], queryFn: () => api.v1PortfolioList(), select: byId, refetchInterval: 60_000 })
  return useMemo(() => data && { accounts: data, asOf: new Date(dataUpdatedAt - behindMs).toISOString() }, [data, dataUpdatedAt])
}
