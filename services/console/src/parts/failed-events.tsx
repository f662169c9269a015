import { useQuery } from '@tanstack/react-query'
import { allPages, api, type FailedEvent } from '../api.ts'
import { count } from '../format.ts'
import { useFilter } from '../use-filter.ts'
import { FailedEventCard } from './failed-event.tsx'
import { Age, Choice, CsvButton, distinct, Labels } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'

/** So many are read, the latest; so many of those rows are shown. */
const [read, rows] = [2000, 200]

/** What could not be processed, by code, and one of it in full. */
export function FailedEvents() {
  const { data, error, refetch } = useQuery({ queryKey: ['failed'], queryFn: () => allPages((cursor) => api.v1FailedEventsList({ limit: 200, ...(cursor && { cursor }) }), read), refetchInterval: 5000 })
  const [filter, setFilter] = useFilter(['code', 'topic', 'id'] as const)
  const shown = (data ?? []).filter((each) => (['code', 'topic'] as const).every((name) => filter[name] === '' || each[name] === filter[name]))
  return (
    <section className="card" aria-label="Failed events by code">
      <div className="row-head"><h2>Failed events</h2>
        {data && data.length > 0 && <>
          <Choice bare label="Topic" value={filter.topic} values={distinct(data, ({ topic }) => topic)} name={(topic) => topic} onChange={(value) => setFilter('topic', value)} />
          <CsvButton name="failed-events" header={['failureId', 'at', 'step', 'code', 'reason', 'attempts']} rows={() => shown.map((e) => [e.failureId, e.at, e.step, e.code, e.reason, e.attempts])} />
        </>}
      </div>
      {error && !data ? <Failed error={error} retry={() => void refetch()} /> : !data ? <Loading /> : data.length === 0 ? <Empty title="Nothing failed">Every record that came in was processed.</Empty> : <>
        <Codes events={data} code={filter.code} onCode={(code) => setFilter('code', code)} />
        <div className="split">
          <div>
            <div className="table-scroll" tabIndex={0} role="region" aria-label="Failed events"><table className="grid">
              <thead><tr><th scope="col" className="wide-only">When</th><th scope="col">Code</th><th scope="col">Reason</th><th scope="col" className="figure wide-only">Attempts</th></tr></thead>
              <tbody>{shown.slice(0, rows).map((e) => <tr key={e.failureId} className={e.failureId === filter.id ? 'current' : ''}><td className="wide-only"><Age at={e.at} /></td><td><button type="button" className="link" aria-expanded={e.failureId === filter.id} onClick={() => setFilter('id', e.failureId === filter.id ? '' : e.failureId)}>{e.code}</button><Labels of={[<Age key="at" at={e.at} />, e.attempts > 1 && `${count(e.attempts)} attempts`]} /></td><td className="reason">{e.reason}</td><td className="figure wide-only">{e.attempts}</td></tr>)}</tbody>
            </table></div>
            <p className="muted below">{shown.length > rows ? `The latest ${count(rows)} of ${count(shown.length)}; the file has all of them.` : `${count(shown.length)} shown.`}{data.length >= read && ` Only the latest ${count(read)} are read.`}</p>
          </div>
          {filter.id !== '' && <FailedEventCard id={filter.id} known={data.find(({ failureId }) => failureId === filter.id)} />}
        </div>
      </>}
    </section>
  )
}

/** How often each code occurs, the most frequent first; one of them narrows the list down. */
function Codes({ events, code, onCode }: { events: readonly FailedEvent[]; code: string; onCode: (code: string) => void }) {
  const counts = [...Map.groupBy(events, (each) => each.code)].map(([name, own]) => [name, own.length] as const).sort(([, a], [, b]) => b - a)
  const most = counts[0]![1]
  return (
    <ul className="codes">{counts.map(([name, own]) => (
      <li key={name}><button type="button" aria-pressed={name === code} onClick={() => onCode(name === code ? '' : name)}><span>{name}</span><span className="figure">{count(own)}</span><i aria-hidden="true" style={{ width: `${(own / most) * 100}%` }} /></button></li>))}</ul>
  )
}
