import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, type PortfolioAccount } from '../api.ts'
import { count, words } from '../format.ts'
import { AccountTable } from '../parts/account-table.tsx'
import { Choice, CsvButton, distinct } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { partOf } from '../portfolio.ts'
import { useFilter } from '../use-filter.ts'
import { useTitle } from '../use-title.ts'

const fields = ['band', 'quadrant', 'segment', 'region', 'vertical', 'owner'] as const
const filters = [...fields, 'q', 'sort'] as const
/** What the table is ordered by; without a choice the lowest score comes first. */
const orders: Readonly<Record<string, (account: PortfolioAccount) => number | string>> = {
  '': (a) => a.score, revenue: (a) => -(a.annualRevenue ?? 0), falling: (a) => a.trend7d ?? Infinity, name: (a) => a.accountName ?? a.accountId,
}

/** All accounts, as many as there are. */
export default function Accounts() {
  useTitle('Accounts')
  const { data, error, refetch } = useQuery({ queryKey: ['portfolio'], queryFn: () => api.v1PortfolioList(), refetchInterval: 10_000 })
  const [filter, setFilter] = useFilter(filters)
  const all = data?.accounts ?? []
  const part = partOf(all)
  const shown = useMemo(() => {
    const of = orders[filter.sort] ?? orders['']!
    const q = filter.q.toLowerCase()
    return all
      .filter((a) => fields.every((name) => filter[name] === '' || a[name] === filter[name]) && `${a.accountId} ${a.accountName ?? ''}`.toLowerCase().includes(q))
      .map((a) => [of(a), a] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, a]) => a)
  }, [all, ...Object.values(filter)])
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  return (
    <div className="page filling">
      <div className="row-head"><h1>Accounts</h1><span className="muted">{count(shown.length)} of {count(all.length)}{part && `. ${part}`}</span>
        <CsvButton name="accounts" header={['account', 'name', 'score', 'band', 'quadrant', 'trend7d', 'segment', 'region', 'owner', 'annualRevenue', 'currency', 'openAlerts']}
          rows={() => shown.map((a) => [a.accountId, a.accountName, a.score, a.band, a.quadrant, a.trend7d, a.segment, a.region, a.owner, a.annualRevenue, a.currency, a.openAlerts.join(' ')])} /></div>
      <div className="filters wide">
        <input type="search" aria-label="Search accounts" placeholder="Search name or number" value={filter.q} onChange={(event) => setFilter('q', event.target.value)} />
        {fields.map((name) => (
          <Choice bare key={name} label={words(name)} value={filter[name]} values={distinct(all, (a) => a[name])} name={name === 'band' || name === 'quadrant' ? words : (value) => value} onChange={(value) => setFilter(name, value)} />))}
      </div>
      {all.length === 0 ? <Empty title="No account has a score yet">Scores appear with the first contacts.</Empty>
        : shown.length === 0 ? <Empty title="No account matches">Change the filters above.</Empty>
          : <AccountTable accounts={shown} sort={filter.sort} onSort={(sort) => setFilter('sort', sort)} />}
    </div>
  )
}
