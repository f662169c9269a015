import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, points, signed } from '../format.ts'
import { CsvButton, Labels } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'

const metrics: Readonly<Record<string, string>> = { NPS: 'Net promoter score', CSAT: 'Satisfied, percent', CES: 'Ease', SCORE: 'Mean score' }

/** What the company wants to reach, and how far it is from it. */
export function Goals() {
  const { data, error } = useQuery({ queryKey: ['goals'], queryFn: () => api.v1PortfolioGoalsList(), refetchInterval: 60_000 })
  const items = data?.items ?? []
  return (
    <section className="card">
      <div className="row-head"><h2>Goals</h2>
        {items.length > 0 && <CsvButton name="goals" header={['metric', 'segment', 'region', 'target', 'actual', 'n', 'gap']} rows={() => items.map((g) => [g.metric, g.segment, g.region, g.target, g.actual, g.n, g.gap])} />}
      </div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : items.length === 0 ? <Empty title="No goal is set">Write some under goals in the model, and run the set-up job.</Empty> : (
        <div className="table-scroll short" tabIndex={0} role="region" aria-label="Goals"><table className="grid">
          <thead><tr><th scope="col">Goal</th><th scope="col" className="wide-only">Segment</th><th scope="col" className="wide-only">Region</th><th scope="col" className="figure">Reached</th><th scope="col" className="figure">Target</th><th scope="col" className="figure">Gap</th><th scope="col" className="figure">From</th><th scope="col" className="span-head wide-only">Reached against target, whole scale</th></tr></thead>
          <tbody>{items.map((g) => (
            <tr key={`${g.metric} ${g.segment} ${g.region}`}><th scope="row">{metrics[g.metric] ?? g.metric}<Labels of={[g.segment, g.region]} /></th><td className="wide-only">{g.segment ?? 'All'}</td><td className="wide-only">{g.region ?? 'All'}</td><td className="figure"><strong>{points(g.actual)}</strong></td><td className="figure">{points(g.target)}</td>
              <td className="figure">{g.gap === null ? 'nothing yet' : g.gap >= 0 ? <span className="band healthy">✓ {signed(g.gap)}</span> : <span className="band at_risk">▼ {signed(g.gap)}</span>}</td>
              <td className="figure">{count(g.n)} {g.metric === 'SCORE' ? 'accounts' : 'answers'}</td><td className="wide-only"><Way metric={g.metric} target={g.target} actual={g.actual} /></td></tr>))}</tbody>
        </table></div>)}
      {items.length > 0 && <p className="muted"><span className="wide-only">The upright line is the target, the dot what was reached. </span>Answers of 90 days; scores as they are now.</p>}
    </section>
  )
}

/** How far what was reached is from the target; the figures stand beside it. */
function Way({ metric, target, actual }: { metric: string; target: number; actual: number | null }) {
  const least = metric === 'NPS' ? -100 : 0
  const place = (value: number) => `${((value - least) / (100 - least)) * 100}%`
  return (
    <div className="span" aria-hidden="true"><em style={{ left: place(target) }} />
      {actual !== null && <><span style={{ left: place(Math.min(target, actual)), right: `calc(100% - ${place(Math.max(target, actual))})` }} /><i className={actual < target ? 'short' : undefined} style={{ left: place(actual) }} /></>}
    </div>
  )
}
