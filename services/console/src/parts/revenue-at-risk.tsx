import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { roundUp } from '../chart-axes.ts'
import { day, money, percent } from '../format.ts'
import { DayChart, type Plot } from './day-chart.tsx'
import { CsvButton } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'

/** Revenue of accounts at risk over time: a chart for each currency, since currencies are not added up. */
export function RevenueAtRisk() {
  const { data, error } = useQuery({ queryKey: ['revenue-at-risk'], queryFn: () => api.v1PortfolioRevenueAtRiskList({ days: 60 }), refetchInterval: 60_000 })
  const currencies = [...new Set(data?.items.map(({ currency }) => currency))]
  return (
    <section className="card" aria-label="Revenue at risk">
      <div className="row-head"><h2>Revenue at risk by day</h2>{data && <CsvButton name="revenue-at-risk" header={['day', 'currency', 'atRisk', 'all']} rows={() => data.items.map((each) => [each.day, each.currency, each.atRisk, each.all])} />}</div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : currencies.length === 0 ? <Empty title="No revenue is known yet">The chart begins with the first account that has a revenue and a score.</Empty> :
        currencies.map((currency) => <InCurrency key={currency} currency={currency} days={data.items.filter((each) => each.currency === currency)} />)}
    </section>
  )
}

interface Day { readonly day: string; readonly atRisk: number; readonly all: number }

function InCurrency({ currency, days }: { currency: string; days: readonly Day[] }) {
  const top = roundUp(Math.max(...days.map(({ atRisk }) => atRisk)))
  const last = days.at(-1)!
  const draw = ({ x, y, column }: Plot) => {
    const line = days.map(({ atRisk }, i) => `${x(i) + column / 2},${y(atRisk / top)}`).join(' ')
    return <><polygon points={`${x(0) + column / 2},${y(0)} ${line} ${x(days.length - 1) + column / 2},${y(0)}`} /><polyline points={line} /></>
  }
  return (
    <figure className="area">
      <figcaption><strong>{currency}</strong> <span className="figure-now">{money(last.atRisk, currency)}</span> <span className="muted">{last.all > 0 && `${percent(last.atRisk / last.all)} of ${money(last.all, currency)} a year`}</span></figcaption>
      <DayChart label={`Revenue at risk in ${currency}`} days={days.map((each) => each.day)} height={128} lines={[[0, money(0, currency)], [0.5, money(top / 2, currency)], [1, money(top, currency)]]}
        draw={draw} say={(i) => `${day(`${days[i]!.day}T00:00`)}: ${money(days[i]!.atRisk, currency)} at risk of ${money(days[i]!.all, currency)}`} />
    </figure>
  )
}
