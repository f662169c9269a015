import { useQuery } from '@tanstack/react-query'
import { api, allPages, type FailedEvent } from '../api.ts'
import { exact } from '../format.ts'
import { Age, Choice, CsvButton, distinct } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { useFilter } from '../use-filter.ts'

/** What could not be processed, and what to do about it. */
export default function Data() {
  const { data, error, refetch } = useQuery({ queryKey: ['failed'], queryFn: () => allPages((cursor) => api.v1FailedEventsList({ limit: 200, ...(cursor && { cursor }) }), 2000), refetchInterval: 5000 })
  const [filter, setFilter] = useFilter(['code', 'topic', 'id'] as const)
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Loading />
  const shown = data.filter((each) => (['code', 'topic'] as const).every((name) => filter[name] === '' || each[name] === filter[name]))
  return (
    <div className="page">
      <h1>Failed events</h1>
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
          {filter.id !== '' && <Bytes id={filter.id} known={data.find(({ failureId }) => failureId === filter.id)} />}
        </div>
      </>}
    </div>
  )
}

function Bytes({ id, known }: { id: string; known: FailedEvent | undefined }) {
  const { data, error } = useQuery({ queryKey: ['failed', id], queryFn: () => api.v1FailedEventsDetail(encodeURIComponent(id)) })
  const command = `npm run cx -- failed replay ${id}`
  return (
    <section className="card failed" aria-label="Failed event">
      <h2>{known?.code ?? data?.code ?? id}</h2>
      {error ? <Failed error={error} /> : !data ? <Loading /> : <>
        <p>{data.reason}</p>
        <dl className="facts"><div><dt>Record</dt><dd>{data.failureId}</dd></div><div><dt>Received</dt><dd>{exact(data.receivedAt)}</dd></div><div><dt>Step</dt><dd>{data.step}</dd></div></dl>
        <h3>Its bytes</h3>
        <pre className="hex" tabIndex={0}>{hex(data.valueBase64)}</pre>
        <h3>When the cause is mended</h3>
        <p>The same bytes are published again by:</p>
        <div className="command"><code>{command}</code><button type="button" onClick={() => void navigator.clipboard.writeText(command)}>Copy</button></div>
      </>}
    </section>
  )
}

/** Sixteen bytes a line, as hexadecimal and as text. */
function hex(base64: string | null): string {
  if (base64 === null) return 'no value'
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).subarray(0, 2048)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const line = [...bytes.subarray(at, at + 16)]
    const text = line.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${line.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(47)}  ${text}`)
  }
  return lines.join('\n')
}
