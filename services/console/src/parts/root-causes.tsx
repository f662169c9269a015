import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, driverName, signed, words } from '../format.ts'
import { CsvButton, Labels } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'

/** Which touch point, at which stage, in which segment took the points: what to mend once, not account by account. */
export function RootCauses() {
  const { data, error } = useQuery({ queryKey: ['root-causes'], queryFn: () => api.v1PortfolioRootCausesList({ days: 90 }), refetchInterval: 30_000 })
  const items = data?.items ?? []
  const most = Math.max(1, ...items.map(({ points }) => points))
  return (
    <section className="card">
      <div className="row-head"><h2>Root causes of score drops</h2>
        <CsvButton name="root-causes" header={['touchPoint', 'stage', 'segment', 'drops', 'accounts', 'points']} rows={() => items.map((e) => [e.driver, e.stage, e.segment, e.drops, e.accounts, e.points])} />
      </div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : items.length === 0 ? <Empty title="No score dropped">Causes appear with the first alert of that kind.</Empty> : (
        <div className="table-scroll short" tabIndex={0} role="region" aria-label="Root causes of score drops"><table className="grid">
          <thead><tr><th scope="col">Touch point</th><th scope="col" className="wide-only">Stage</th><th scope="col" className="wide-only">Segment</th><th scope="col" className="figure">Points taken</th><th scope="col" className="span-head wide-only"><span className="visually-hidden">Compared</span></th><th scope="col" className="figure">Drops</th><th scope="col" className="figure">Accounts</th></tr></thead>
          <tbody>{items.map((e) => (
            <tr key={`${e.driver} ${e.stage} ${e.segment}`}><th scope="row" title={e.driver}>{driverName(e.driver)}<Labels of={[e.stage && words(e.stage), e.segment]} /></th><td className="wide-only">{words(e.stage)}</td><td className="wide-only">{e.segment ?? '–'}</td><td className="figure">{signed(-e.points)}</td>
              <td className="wide-only"><div className="span" aria-hidden="true"><b style={{ width: `${(e.points / most) * 100}%` }} /></div></td><td className="figure">{count(e.drops)}</td><td className="figure">{count(e.accounts)}</td></tr>))}</tbody>
        </table></div>)}
      <p className="muted">From the drivers of every score-drop alert of 90 days, added up.</p>
    </section>
  )
}
