import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, points, words } from '../format.ts'
import { Age, CsvButton } from './small.tsx'
import { Failed, Loading } from './states.tsx'

/** Whether each service runs, and how far it is. */
export function Pipeline() {
  const { data, error } = useQuery({ queryKey: ['pipeline'], queryFn: () => api.v1PipelineList(), refetchInterval: 3000 })
  return (
    <section className="card" aria-label="Pipeline">
      <div className="row-head"><h2>Pipeline</h2>{data && <CsvButton name="pipeline" header={['service', 'processes', 'topic', 'partition', 'lag', 'readUntil']} rows={() => data.stages.flatMap(({ service, members, inputs }) => inputs.flatMap(({ topic, partitions }) => partitions.map((each) => [service, members, topic, each.partition, each.lag, each.readUntil])))} />}</div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : <>
        <ol className="stages">{data.stages.map((each) => <Stage key={each.service} {...each} />)}</ol>
        <SourcePartitions inputs={data.stages[0]?.inputs ?? []} />
        <dl className="facts"><div><dt>Event to score, median</dt><dd>{data.latency ? milliseconds(data.latency.p50Ms) : '–'}</dd></div><div><dt>Event to score, 99 of 100</dt><dd>{data.latency ? milliseconds(data.latency.p99Ms) : '–'}</dd></div><div><dt>Contacts, last 15 minutes</dt><dd>{data.latency ? count(data.latency.interactions) : '–'}</dd></div></dl>
      </>}
    </section>
  )
}

interface InputProps { readonly topic: string; readonly lag: number; readonly partitions: readonly { readonly partition: number; readonly lag: number; readonly readUntil: string | null }[] }
interface StageProps { readonly service: string; readonly members: number; readonly lag: number; readonly inputs: readonly InputProps[] }

/** Says in words what its edge says by colour. */
function Stage({ service, members, lag, inputs }: StageProps) {
  const state = members === 0 ? 'down' : lag > 1000 ? 'behind' : 'well'
  return (
    <li className={state}>
      <strong>{words(service)}</strong>
      <span>{members === 0 ? '✕ does not run' : `${state === 'well' ? '✓' : '!'} ${count(members)} ${members === 1 ? 'process' : 'processes'}`}</span>
      <span>{lag === 0 ? 'up to date' : `${count(lag)} ${lag === 1 ? 'record' : 'records'} behind`}</span>
      {inputs.length > 0 && <details><summary>{inputs.length} {inputs.length === 1 ? 'topic' : 'topics'}</summary><ul>{inputs.map((each) => <li key={each.topic}><span>{each.topic}</span><span className="figure">{count(each.lag)}</span></li>)}</ul></details>}
    </li>
  )
}

/** How far the enricher is in each partition that upstream systems write to: one that stands still shows here before its topic's lag does. */
function SourcePartitions({ inputs }: { inputs: readonly InputProps[] }) {
  const rows = inputs.flatMap(({ topic, partitions }) => partitions.map((each) => ({ topic, ...each })))
  if (rows.length === 0) return null
  const behind = rows.filter(({ lag }) => lag > 0).length
  return (
    <details className="partitions"><summary>{count(rows.length)} source partitions, {behind === 0 ? 'all read to their end' : `${count(behind)} with records to read`}</summary>
      <div className="table-scroll short" tabIndex={0} role="region" aria-label="Source partitions"><table className="grid">
        <thead><tr><th scope="col">Topic</th><th scope="col" className="figure">Partition</th><th scope="col" className="figure">Records behind</th><th scope="col">Latest record read came in</th></tr></thead>
        <tbody>{rows.map(({ topic, partition, lag, readUntil }) => (
          <tr key={`${topic} ${partition}`}><th scope="row">{topic}</th><td className="figure">{partition}</td><td className="figure">{count(lag)}</td><td>{readUntil === null ? '–' : <Age at={readUntil} />}</td></tr>
        ))}</tbody>
      </table></div>
    </details>
  )
}

const milliseconds = (ms: number) => (ms < 1000 ? `${count(ms)} ms` : `${points(ms / 1000)} s`)
const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** Publishing systems and their rhythm: a week of hours each, darker where more usually comes. */
export function Sources() {
  const { data, error } = useQuery({ queryKey: ['sources'], queryFn: () => api.v1SourcesList(), refetchInterval: 30_000 })
  return (
    <section className="card" aria-label="Sources">
      <div className="row-head"><h2>Sources</h2>
        {data && <CsvButton name="sources" header={['source', 'lastReceivedAt', 'lastOccurredAt', 'contacts28d', 'isOut']} rows={() => data.items.map((s) => [s.source, s.lastReceivedAt, s.lastOccurredAt, s.contacts28d, s.isOut])} />}</div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : data.items.length === 0 ? <p className="muted">Nothing has come in yet.</p> :
        <div className="table-scroll short" tabIndex={0} role="region" aria-label="Sources and their rhythm"><table className="grid">
          <thead><tr><th scope="col">Source</th><th scope="col">State</th><th scope="col">Last heard of</th><th scope="col" className="figure">Contacts, 28 days</th><th scope="col">Usual week, Monday to Sunday, UTC</th></tr></thead>
          <tbody>{data.items.map((s) => (
            <tr key={s.source}><th scope="row">{s.source}</th><td>{s.isOut ? <span className="severity high">Outage</span> : 'Delivers'}</td><td><Age at={s.lastReceivedAt} /></td>
              <td className="figure">{count(s.contacts28d)}</td><td><Week hours={s.perHourOfWeek} name={s.source} /></td></tr>
          ))}</tbody>
        </table></div>}
    </section>
  )
}

function Week({ hours, name }: { hours: readonly number[]; name: string }) {
  const most = Math.max(...hours, 1e-9)
  const busiest = hours.indexOf(most)
  // A few hours far above all others would press the rest flat: those reach the upper edge, and are lighter there.
  const top = hours.toSorted((a, b) => a - b)[Math.floor(hours.length * 0.97)] || most
  const label = `${name}: usually most on ${days[Math.floor(busiest / 24)]} at ${busiest % 24}:00, ${most.toLocaleString(undefined, { maximumFractionDigits: 1 })} contacts an hour`
  return (
    <svg className="week" viewBox="0 0 168 20" preserveAspectRatio="none" role="img" aria-label={label}><title>{label}</title>
      {hours.map((each, i) => { const share = Math.min(1, each / top); return <rect key={i} className={each > top ? 'beyond' : undefined} x={i} width="1" y={20 - 20 * share} height={20 * share} /> })}
      {[1, 2, 3, 4, 5, 6].map((day) => <line key={day} x1={day * 24} x2={day * 24} y1="0" y2="20" />)}
    </svg>
  )
}
