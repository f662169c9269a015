import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../api.ts'
import { byCurrency, day, money, points, words } from '../format.ts'
import { Goals } from '../parts/goals.tsx'
import { Quadrants } from '../parts/quadrants.tsx'
import { ResponseRates } from '../parts/response-rates.tsx'
import { RevenueAtRisk } from '../parts/revenue-at-risk.tsx'
import { RootCauses } from '../parts/root-causes.tsx'
import { Scatter } from '../parts/scatter.tsx'
import { CsvButton } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { SurveyEstimates } from '../parts/survey-estimates.tsx'
import { groupsOf } from '../portfolio.ts'
import { useFilter } from '../use-filter.ts'

const groupings = ['segment', 'region', 'vertical', 'owner', 'quadrant'] as const

/** The whole company: where the money is, and where it hurts. */
export default function Portfolio() {
  const { data, error, refetch } = useQuery({ queryKey: ['portfolio'], queryFn: () => api.v1PortfolioList(), refetchInterval: 10_000 })
  const bands = useQuery({ queryKey: ['bands'], queryFn: () => api.v1PortfolioBandsList({ days: 60 }), refetchInterval: 60_000 })
  const [filter, setFilter] = useFilter(['by'] as const)
  const by = groupings.find((each) => each === filter.by) ?? 'segment'
  const groups = useMemo(() => groupsOf(data?.accounts ?? [], by), [data, by])
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  if (data.accounts.length === 0) return <Empty title="No account has a score yet">Scores appear with the first contacts.</Empty>
  const bad = data.accounts.filter(({ band }) => band === 'AT_RISK')
  return (
    <div className="page">
      <h1>Portfolio</h1>
      <dl className="facts">
        <div><dt>Accounts</dt><dd>{data.accounts.length.toLocaleString()}</dd></div>
        <div><dt>At risk</dt><dd>{bad.length.toLocaleString()}</dd></div>
        {byCurrency(bad.map(({ annualRevenue: amount, currency }) => ({ amount, currency }))).map(([currency, amount]) => <div key={currency}><dt>Revenue at risk, {currency ?? 'no currency'}</dt><dd>{money(amount, currency)}</dd></div>)}
      </dl>
      <section className="card"><h2>Score and revenue</h2><Quadrants accounts={data.accounts} /><Scatter accounts={data.accounts} /></section>
      <section className="card">
        <div className="row-head"><h2>By {by}</h2>
          <label className="choice"><span>Group by</span><select value={by} onChange={(event) => setFilter('by', event.target.value)}>{groupings.map((each) => <option key={each} value={each}>{words(each)}</option>)}</select></label>
          <CsvButton name={`portfolio-by-${by}`} header={[by, 'accounts', 'meanScore', 'atRisk', 'revenueAtRisk']} rows={() => groups.map((g) => [g.name, g.accounts, g.meanScore.toFixed(2), g.atRisk, g.atRiskRevenue.map(([currency, amount]) => `${amount} ${currency ?? ''}`).join('; ')])} />
        </div>
        <div className="table-scroll short" tabIndex={0} role="region" aria-label={`Accounts by ${by}`}><table className="grid">
          <thead><tr><th scope="col">{words(by)}</th><th scope="col" className="figure">Accounts</th><th scope="col" className="figure">Mean score</th><th scope="col" className="figure">At risk</th><th scope="col" className="figure">Revenue at risk</th></tr></thead>
          <tbody>{groups.map((g) => <tr key={g.name}><th scope="row">{by === 'quadrant' ? words(g.name) : g.name}</th><td className="figure">{g.accounts.toLocaleString()}</td><td className="figure">{points(g.meanScore)}</td><td className="figure">{g.atRisk}</td><td className="figure">{g.atRiskRevenue.map(([currency, amount]) => money(amount, currency)).join(' + ') || '–'}</td></tr>)}</tbody>
        </table></div>
      </section>
      <RevenueAtRisk />
      <Goals />
      <RootCauses />
      <SurveyEstimates />
      <ResponseRates />
      <section className="card"><h2>Bands by day</h2>
        {bands.error && !bands.data ? <Failed error={bands.error} /> : !bands.data ? <Loading /> : <BandsByDay days={bands.data.days} />}</section>
    </div>
  )
}

interface Day { readonly day: string; readonly atRisk: number; readonly watch: number; readonly healthy: number; readonly meanScore: number }

/** How many accounts were in each band by the last score of the day, of those that had one. */
function BandsByDay({ days }: { days: readonly Day[] }) {
  const width = 900 / Math.max(1, days.length)
  return (
    <figure className="stack">
      <svg viewBox="0 0 900 160" preserveAspectRatio="none" role="img" aria-label={`Share of accounts by band on ${days.length} days`}>
        {days.map((d, i) => {
          const total = Math.max(1, d.atRisk + d.watch + d.healthy)
          const [bad, middling] = [(d.atRisk / total) * 160, (d.watch / total) * 160]
          return <g key={d.day}><title>{`${day(d.day)}: ${d.atRisk} at risk, ${d.watch} watch, ${d.healthy} healthy; mean score ${points(d.meanScore)}`}</title>
            <rect className="at_risk" x={i * width} width={width - 1} y={160 - bad} height={bad} /><rect className="watch" x={i * width} width={width - 1} y={160 - bad - middling} height={middling} /><rect className="healthy" x={i * width} width={width - 1} y={0} height={160 - bad - middling} /></g>
        })}
      </svg>
      <figcaption><span>{days[0] && day(days[0].day)}</span><span>at the bottom at risk, then watch, healthy on top; accounts with a score that day</span><span>{days.at(-1) && day(days.at(-1)!.day)}</span></figcaption>
    </figure>
  )
}
