import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, percent, words } from '../format.ts'
import { useFilter } from '../use-filter.ts'
import { CsvButton } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import { groups, nameOf, type Group } from './survey-groups.ts'

/** Who answers at all: a figure of those who do says nothing of those who do not. */
export function ResponseRates() {
  const [filter, setFilter] = useFilter(['asked'] as const)
  const by: Group = filter.asked in groups ? filter.asked as Group : 'segment'
  const { data, error } = useQuery({ queryKey: ['response-rates', by], queryFn: () => api.v1PortfolioResponseRatesList({ by, days: 90 }), refetchInterval: 60_000 })
  const items = data?.items ?? []
  return (
    <section className="card">
      <div className="row-head"><h2>Response rate by {groups[by]}</h2>
        <label className="choice"><span className="visually-hidden">Surveys by</span><select value={by} onChange={(event) => setFilter('asked', event.target.value)}>{Object.entries(groups).map(([each, label]) => <option key={each} value={each}>by {label}</option>)}</select></label>
        <CsvButton name={`response-rate-by-${by}`} header={[by, 'sent', 'answered', 'percent', 'low95', 'high95']} rows={() => items.map((e) => [e.group, e.sent, e.answered, e.value, e.low, e.high])} />
      </div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : items.length === 0 ? <Empty title="No survey was sent">Rates appear with the first survey that was sent.</Empty> : (
        <div className="table-scroll short" tabIndex={0} role="region" aria-label={`Response rate by ${groups[by]}`}><table className="grid">
          <thead><tr><th scope="col">{words(groups[by])}</th><th scope="col" className="figure">Rate</th><th scope="col" className="figure">95 % confidence</th><th scope="col" className="span-head wide-only">0 to 100 %</th><th scope="col" className="figure">Answered</th><th scope="col" className="figure">Sent</th></tr></thead>
          <tbody>{items.map((e) => (
            <tr key={e.group}><th scope="row">{nameOf(by, e.group)}</th><td className="figure"><strong>{percent(e.value / 100)}</strong></td>
              <td className="figure">{e.low === null || e.high === null ? 'too few' : `${percent(e.low / 100)} to ${percent(e.high / 100)}`}</td>
              <td className="wide-only"><div className="span" aria-hidden="true">{e.low !== null && e.high !== null && <span style={{ left: `${e.low}%`, right: `${100 - e.high}%` }} />}<i style={{ left: `${e.value}%` }} /></div></td>
              <td className="figure">{count(e.answered)}</td><td className="figure">{count(e.sent)}</td></tr>))}</tbody>
        </table></div>)}
      <p className="muted">Of the surveys sent in 90 days, whenever the answer came.</p>
    </section>
  )
}
