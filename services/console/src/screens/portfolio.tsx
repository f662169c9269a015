import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { api } from '../api.ts'
import { byCurrency, count, money, percent, points, words } from '../format.ts'
import { live } from '../live.ts'
import { BandsByDay } from '../parts/bands-by-day.tsx'
import { Goals } from '../parts/goals.tsx'
import { Quadrants } from '../parts/quadrants.tsx'
import { ResponseRates } from '../parts/response-rates.tsx'
import { RevenueAtRisk } from '../parts/revenue-at-risk.tsx'
import { RootCauses } from '../parts/root-causes.tsx'
import { Scatter } from '../parts/scatter.tsx'
import { CsvButton } from '../parts/small.tsx'
import { Capped, Empty, Failed, Loading } from '../parts/states.tsx'
import { SurveyEstimates } from '../parts/survey-estimates.tsx'
import { groupsOf, partOf, quadrants, quadrantSum } from '../portfolio.ts'
import { useFilter } from '../use-filter.ts'
import { useTitle } from '../use-title.ts'
import './portfolio.css'

const groupings = ['segment', 'region', 'vertical', 'owner', 'quadrant'] as const

/** The whole company: where the money is, and where it hurts. */
export default function Portfolio() {
  useTitle('Portfolio')
  const { data, error, refetch } = useQuery({ queryKey: ['portfolio'], queryFn: () => api.v1PortfolioList(), refetchInterval: 10_000 })
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
      <Capped>{partOf(data.accounts)}</Capped>
      <dl className="facts">
        <div><dt>Accounts</dt><dd className="total">{count(data.accounts.length)}</dd></div>
        <div><dt>At risk</dt><dd className="total">{count(bad.length)} <small>{percent(bad.length / data.accounts.length)}</small></dd></div>
        {byCurrency(bad.map(({ annualRevenue: amount, currency }) => ({ amount, currency }))).map(([currency, amount]) => <div key={currency}><dt>Revenue at risk, {currency ?? 'no currency'}</dt><dd className="total">{money(amount, currency)} <small>a year</small></dd></div>)}
      </dl>
      <section className="card"><div className="row-head"><h2>Score and revenue</h2><CsvButton name="quadrants" header={['quadrant', 'accounts', 'openAlerts', 'revenue']} rows={() => quadrants.map(([quadrant]) => { const { alerts, loaded } = live.state(); const sum = quadrantSum(data.accounts, quadrant, alerts); return [quadrant, sum.accounts, loaded ? sum.openAlerts : '', sum.revenue.map(([currency, amount]) => `${amount} ${currency ?? ''}`).join('; ')] })} /></div><Quadrants accounts={data.accounts} /><Scatter accounts={data.accounts} /></section>
      <section className="card">
        <div className="row-head"><h2>By {by}</h2>
          <label className="choice"><span>Group by</span><select value={by} onChange={(event) => setFilter('by', event.target.value)}>{groupings.map((each) => <option key={each} value={each}>{words(each)}</option>)}</select></label>
          <CsvButton name={`portfolio-by-${by}`} header={[by, 'accounts', 'meanScore', 'atRisk', 'revenueAtRisk']} rows={() => groups.map((g) => [g.name, g.accounts, g.meanScore.toFixed(2), g.atRisk, g.atRiskRevenue.map(([currency, amount]) => `${amount} ${currency ?? ''}`).join('; ')])} />
        </div>
        <div className="table-scroll short" tabIndex={0} role="region" aria-label={`Accounts by ${by}`}><table className="grid">
          <thead><tr><th scope="col">{words(by)}</th><th scope="col" className="figure">Accounts</th><th scope="col" className="figure">Mean score</th><th scope="col" className="figure">At risk</th><th scope="col" className="figure">Revenue at risk</th></tr></thead>
          <tbody>{groups.map((g) => <tr key={g.name}><th scope="row">{g.name === '–' ? <span className="muted">Not known</span> : <Link href={`/accounts?${by}=${encodeURIComponent(g.name)}`}>{by === 'quadrant' ? words(g.name) : g.name}</Link>}</th><td className="figure">{count(g.accounts)}</td><td className="figure">{points(g.meanScore)}</td><td className="figure">{count(g.atRisk)}</td><td className="figure">{g.atRiskRevenue.map(([currency, amount]) => money(amount, currency)).join(' + ') || '–'}</td></tr>)}</tbody>
        </table></div>
      </section>
      <RevenueAtRisk />
      <BandsByDay />
      <Goals />
      <RootCauses />
      <SurveyEstimates />
      <ResponseRates />
    </div>
  )
}
