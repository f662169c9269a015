import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { api, type PortfolioAccount } from '../api.ts'
import { money, points, signed, words } from '../format.ts'
import { Band, Choice, CsvButton, distinct } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { useFilter } from '../use-filter.ts'

const fields = ['band', 'quadrant', 'segment', 'region', 'owner'] as const
const filters = [...fields, 'q', 'sort'] as const
const orders: Readonly<Record<string, readonly [label: string, of: (account: PortfolioAccount) => number | string]>> = {
  '': ['Lowest score', (a) => a.score],
  revenue: ['Largest revenue', (a) => -(a.annualRevenue ?? 0)],
  falling: ['Falling fastest', (a) => a.trend7d ?? Infinity],
  name: ['Account', (a) => a.accountId],
}

/** All accounts, as many as there are. */
export default function Accounts() {
  const { data, error, refetch } = useQuery({ queryKey: ['portfolio'], queryFn: () => api.v1PortfolioList(), refetchInterval: 10_000 })
  const [filter, setFilter] = useFilter(filters)
  const all = data?.accounts ?? []
  const shown = useMemo(() => {
    const [, of] = orders[filter.sort] ?? orders['']!
    return all
      .filter((a) => fields.every((name) => filter[name] === '' || a[name] === filter[name]) && a.accountId.toLowerCase().includes(filter.q.toLowerCase()))
      .map((a) => [of(a), a] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, a]) => a)
  }, [all, ...Object.values(filter)])
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  return (
    <div className="page">
      <h1>Accounts</h1>
      <div className="filters wide">
        <input type="search" aria-label="Search accounts" placeholder="Search" value={filter.q} onChange={(event) => setFilter('q', event.target.value)} />
        {fields.map((name) => (
          <Choice key={name} label={words(name)} value={filter[name]} values={distinct(all, (a) => a[name])} name={name === 'band' || name === 'quadrant' ? words : (value) => value} onChange={(value) => setFilter(name, value)} />))}
        <label className="choice"><span>Order</span><select value={filter.sort} onChange={(event) => setFilter('sort', event.target.value)}>{Object.entries(orders).map(([key, [label]]) => <option key={key} value={key}>{label}</option>)}</select></label>
        <CsvButton name="accounts" header={['account', 'score', 'band', 'quadrant', 'trend7d', 'segment', 'region', 'owner', 'annualRevenue', 'currency', 'openAlerts']}
          rows={() => shown.map((a) => [a.accountId, a.score, a.band, a.quadrant, a.trend7d, a.segment, a.region, a.owner, a.annualRevenue, a.currency, a.openAlerts.join(' ')])} />
        <span className="muted">{shown.length.toLocaleString()} of {all.length.toLocaleString()}</span>
      </div>
      {all.length === 0 ? <Empty title="No account has a score yet">Scores appear with the first contacts.</Empty> : <AccountTable accounts={shown} />}
    </div>
  )
}

function AccountTable({ accounts }: { accounts: readonly PortfolioAccount[] }) {
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: accounts.length, getScrollElement: () => scroll.current, estimateSize: () => 40, overscan: 12 })
  const items = rows.getVirtualItems()
  return (
    <div className="table-scroll" ref={scroll} tabIndex={0} role="region" aria-label="Accounts">
      <table className="grid">
        <thead><tr><th scope="col">Account</th><th scope="col" className="figure">Score</th><th scope="col" className="figure">7 days</th><th scope="col">Band</th><th scope="col" className="figure">Revenue a year</th><th scope="col">Segment</th><th scope="col">Region</th><th scope="col">Owner</th><th scope="col">Open alerts</th></tr></thead>
        <tbody>
          <tr aria-hidden="true" style={{ height: items[0]?.start ?? 0 }} />
          {items.map(({ index }) => {
            const a = accounts[index]!
            return (
              <tr key={a.accountId}>
                <th scope="row"><Link href={`/accounts/${encodeURIComponent(a.accountId)}`}>{a.accountId}</Link></th>
                <td className="figure">{points(a.score)}</td><td className="figure">{a.trend7d === null ? '–' : signed(a.trend7d)}</td><td><Band band={a.band} /></td>
                <td className="figure">{money(a.annualRevenue, a.currency)}</td><td>{a.segment ?? '–'}</td><td>{a.region ?? '–'}</td><td>{a.owner ?? '–'}</td><td>{a.openAlerts.map(words).join(', ') || '–'}</td>
              </tr>
            )
          })}
          <tr aria-hidden="true" style={{ height: rows.getTotalSize() - (items.at(-1)?.end ?? 0) }} />
        </tbody>
      </table>
    </div>
  )
}
