import { useQuery } from '@tanstack/react-query'
import { api, allPages } from '../api.ts'
import { FailedEventCard } from '../parts/failed-event.tsx'
import { Pipeline, Sources } from '../parts/pipeline.tsx'
import { Age, Choice, CsvButton, distinct } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { useFilter } from '../use-filter.ts'

/** How the data come in: whether the services run, how sources deliver, and what could not be processed. */
export default function Data() {
  const { data, error, refetch } = useQuery({ queryKey: ['failed'], queryFn: () => allPages((cursor) => api.v1FailedEventsList({ limit: 200, ...(cursor && { cursor }) }), 2000), refetchInterval: 5000 })
  const [filter, setFilter] = useFilter(['code', 'topic', 'id'] as const)
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  const shown = data.filter((each) => (['code', 'topic'] as const).every((name) => filter[name] === '' || each[name] === filter[name]))
  return (
    <div className="page">
      <h1>Data</h1>
      <Pipeline />
      <Sources />
      <section className="card" aria-label="Failed events by code"><h2>Failed events</h2>
      {data.length === 0 ? <Empty title="Nothing failed">Every record that came in was processed.</Empty> : <>
        <div className="filters wide">
          <Choice label="Code" value={filter.code} values={distinct(data, ({ code }) => code)} name={(code) => `${code} (${data.filter((each) => each.code === code).length})`} onChange={(value) => setFilter('code', value)} />
          <Choice label="Topic" value={filter.topic} values={distinct(data, ({ topic }) => topic)} name={(topic) => topic} onChange={(value) => setFilter('topic', value)} />
          <CsvButton name="failed-events" header={['failureId', 'at', 'step', 'code', 'reason', 'attempts']} rows={() => shown.map((e) => [e.failureId, e.at, e.step, e.code, e.reason, e.attempts])} />
          <span className="muted">the latest {shown.length.toLocaleString()}</span>
        </div>
        <div className="split">
          <div className="table-scroll" tabIndex={0} role="region" aria-label="Failed events"><table className="grid">
            <thead><tr><th scope="col">When</th><th scope="col">Code</th><th scope="col">Reason</th><th scope="col" className="figure">Attempts</th></tr></thead>
            <tbody>{shown.slice(0, 500).map((e) => <tr key={e.failureId} className={e.failureId === filter.id ? 'current' : ''}><td><Age at={e.at} /></td><td><button type="button" className="link" onClick={() => setFilter('id', e.failureId)}>{e.code}</button></td><td className="reason">{e.reason}</td><td className="figure">{e.attempts}</td></tr>)}</tbody>
          </table></div>
          {filter.id !== '' && <FailedEventCard id={filter.id} known={data.find(({ failureId }) => failureId === filter.id)} />}
        </div>
      </>}
      </section>
    </div>
  )
}
