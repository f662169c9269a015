import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, words } from '../format.ts'
import { useFilter } from '../use-filter.ts'
import { CsvButton, Labels } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import { groups, nameOf, type Group } from './survey-groups.ts'

const metrics = { NPS: ['Net promoter score', -100], CSAT: ['Satisfied, percent', 0], CES: ['Ease, 0 to 100', 0] } as const
type Metric = keyof typeof metrics

/** NPS, CSAT or CES by group, each pattern (past, present, potential) by itself. A few answers say little: the line is where the figure lies with 95 % confidence. */
export function SurveyEstimates() {
  const [filter, setFilter] = useFilter(['metric', 'answers'] as const)
  const metric: Metric = filter.metric in metrics ? filter.metric as Metric : 'NPS'
  const by: Group = filter.answers in groups ? filter.answers as Group : 'segment'
  const { data, error } = useQuery({ queryKey: ['surveys', metric, by], queryFn: () => api.v1PortfolioSurveysList({ metric, by, days: 90 }), refetchInterval: 30_000 })
  const [label, least] = metrics[metric]
  const apart = by !== 'pattern'
  const place = (value: number) => `${((value - least) / (100 - least)) * 100}%`
  return (
    <section className="card">
      <div className="row-head"><h2>{metric} by {groups[by]}</h2>
        <label className="choice"><span className="visually-hidden">Survey</span><select value={metric} onChange={(event) => setFilter('metric', event.target.value)}>{Object.keys(metrics).map((each) => <option key={each}>{each}</option>)}</select></label>
        <label className="choice"><span className="visually-hidden">Answers by</span><select value={by} onChange={(event) => setFilter('answers', event.target.value)}>{Object.entries(groups).map(([each, words]) => <option key={each} value={each}>by {words}</option>)}</select></label>
        <CsvButton name={`${metric}-by-${by}`} header={[by, ...(apart ? ['pattern'] : []), 'answers', metric, 'low95', 'high95']} rows={() => (data?.items ?? []).map((e) => [e.group, ...(apart ? [e.pattern] : []), e.n, e.value, e.low, e.high])} />
      </div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : data.items.length === 0 ? <Empty title={`No ${metric} survey was answered`} /> : (
        <div className="table-scroll short" tabIndex={0} role="region" aria-label={`${metric} by ${groups[by]}`}><table className="grid">
          <thead><tr><th scope="col">{words(groups[by])}</th>{apart && <th scope="col" className="wide-only">Pattern</th>}<th scope="col" className="figure">{label}</th><th scope="col" className="figure">95 % confidence</th><th scope="col" className="span-head wide-only">{least < 0 ? `−${-least}` : least} to 100</th><th scope="col" className="figure">Answers</th></tr></thead>
          <tbody>{data.items.map((e) => (
            <tr key={`${e.pattern} ${e.group}`}><th scope="row">{nameOf(by, e.group)}{apart && <Labels of={[words(e.pattern)]} />}</th>{apart && <td className="wide-only">{words(e.pattern)}</td>}<td className="figure"><strong>{whole(e.value)}</strong></td>
              <td className="figure">{e.low === null || e.high === null ? 'too few' : `${whole(e.low)} to ${whole(e.high)}`}</td>
              <td className="wide-only"><div className="span" aria-hidden="true">{e.low !== null && e.high !== null && <span style={{ left: place(e.low), right: `calc(100% - ${place(e.high)})` }} />}<i style={{ left: place(e.value) }} /></div></td><td className="figure">{count(e.n)}</td></tr>))}</tbody>
        </table></div>)}
      <p className="muted">Answers of 90 days. Where the ranges of 95 % confidence overlap by much, the groups need not differ.</p>
    </section>
  )
}

/** Without digits behind the point; a true minus. */
const whole = (value: number): string => `${value < -0.5 ? '−' : ''}${count(Math.abs(value))}`
