import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { day, money } from '../format.ts'
import { CsvButton } from './small.tsx'
import { Failed, Loading } from './states.tsx'

/** Revenue of accounts at risk over time: a chart for each currency, since currencies are not added up. */
export function RevenueAtRisk() {
  const { data, error } = useQuery({ queryKey: ['revenue-at-risk'], queryFn: () => api.v1PortfolioRevenueAtRiskList({ days: 60 }), refetchInterval: 60_000 })
  const currencies = [...new Set(data?.items.map(({ currency }) => currency))]
  return (
    <section className="card" aria-label="Revenue at risk">
      <div className="row-head"><h2>Revenue at risk, by day</h2>{data && <CsvButton name="revenue-at-risk" header={['day', 'currency', 'atRisk', 'all']} rows={() => data.items.map((each) => [each.day, each.currency, each.atRisk, each.all])} />}</div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : currencies.length === 0 ? <p className="muted">No account with a revenue has a score yet.</p> :
        currencies.map((currency) => <Area key={currency} currency={currency} days={data.items.filter((each) => each.currency === currency)} />)}
    </section>
  )
}

function Area({ currency, days }: { currency: string; days: readonly { day: string; atRisk: number; all: number }[] }) {
  const most = Math.max(...days.map(({ atRisk }) => atRisk), 1)
  const x = (i: number) => (days.length === 1 ? 0 : (i / (days.length - 1)) * 900)
  const line = days.map(({ atRisk }, i) => `${x(i)},${96 - 88 * (atRisk / most)}`).join(' ')
  const last = days.at(-1)!
  return (
    <figure className="stack area">
      <figcaption><strong>{money(last.atRisk, currency)}</strong><span className="muted">{last.all > 0 ? `${Math.round((100 * last.atRisk) / last.all)} % of ${money(last.all, currency)}` : ''}</span></figcaption>
      <svg viewBox="0 0 900 100" preserveAspectRatio="none" role="img" aria-label={`Revenue at risk in ${currency} on ${days.length} days, ${money(days[0]!.atRisk, currency)} to ${money(last.atRisk, currency)}`}>
        <polygon points={`0,96 ${line} ${x(days.length - 1)},96`} /><polyline points={line} />
        {days.map((each, i) => <rect key={each.day} className="hit" x={x(i) - 450 / days.length} width={900 / days.length} y="0" height="100"><title>{`${day(each.day)}: ${money(each.atRisk, currency)} at risk of ${money(each.all, currency)}`}</title></rect>)}
      </svg>
      <figcaption><span>{day(days[0]!.day)}</span><span>{day(last.day)}</span></figcaption>
    </figure>
  )
}
