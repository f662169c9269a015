import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, wordsOf, type FailedEvent } from '../api.ts'
import { exact } from '../format.ts'
import { useRights } from './sign-in.tsx'
import { CsvButton } from './small.tsx'
import { Failed, Loading } from './states.tsx'
import { toast } from './toasts.tsx'

/** One failed event: its fields and bytes with what is wrong marked, and its replay. */
export function FailedEventCard({ id, known }: { id: string; known: FailedEvent | undefined }) {
  const { data, error } = useQuery({ queryKey: ['failed', id], queryFn: () => api.v1FailedEventsDetail(encodeURIComponent(id)) })
  return (
    <section className="card failed" aria-label="Failed event">
      <h2>{known?.code ?? data?.code ?? id}</h2>
      {error ? <Failed error={error} /> : !data ? <Loading /> : <>
        <p>{data.reason}</p>
        <dl className="facts"><div><dt>Record</dt><dd>{data.failureId}</dd></div><div><dt>Received</dt><dd>{exact(data.receivedAt)}</dd></div><div><dt>Step</dt><dd>{data.step}</dd></div><div><dt>Written with</dt><dd>{data.decoded.schema ?? (data.decoded.schemaId === null ? 'no schema' : `schema ${data.decoded.schemaId}, unknown`)}</dd></div></dl>
        {data.decoded.fields.length > 0 && <Fields id={id} decoded={data.decoded} />}
        <h3>Its bytes</h3>
        <Bytes base64={data.valueBase64} wrong={data.decoded.wrongBytes} />
        <Replay key={id} id={id} />
      </>}
    </section>
  )
}

type Decoded = Awaited<ReturnType<typeof api.v1FailedEventsDetail>>['decoded']

function Fields({ id, decoded: { fields, fault } }: { id: string; decoded: Decoded }) {
  return (
    <><div className="row-head"><h3>Its fields</h3><CsvButton name={`failed-${id}`} header={['field', 'value', 'wrong']} rows={() => fields.map((each) => [each.path, each.value, each.wrong])} /></div>
    <div className="table-scroll short" tabIndex={0} role="region" aria-label="Fields"><table className="grid fields"><thead><tr><th scope="col">Field</th><th scope="col">Value</th></tr></thead><tbody>
      {fields.map(({ path, value, wrong, from }) => <tr key={`${path}${from}`} className={wrong ? 'wrong' : ''}><th scope="row">{wrong && <span aria-label="wrong: ">✗ </span>}{path}</th><td>{value.length > 200 ? `${value.slice(0, 200)}…` : value}</td></tr>)}
      {fault && <tr className="wrong"><th scope="row"><span aria-label="wrong: ">✗ </span>{fault.path || 'record'}</th><td>{fault.reason}, at byte {fault.at}</td></tr>}
    </tbody></table></div></>
  )
}

/** Publishes the original record again; what was replayed before asks once more. */
function Replay({ id }: { id: string }) {
  const [state, setState] = useState<'idle' | 'busy' | 'before' | 'done'>('idle')
  const [why, setWhy] = useState('')
  const { noReplay } = useRights()
  const replay = async (again: boolean) => {
    setState('busy')
    try {
      const { topic } = await api.v1FailedEventsReplayCreate(encodeURIComponent(id), { again })
      setState('done')
      toast(`Published again to ${topic}.`, 'plain')
    } catch (error) {
      const conflict = (error as { error?: { status?: number } }).error?.status === 409
      setState(conflict && !again ? 'before' : 'idle')
      setWhy(wordsOf(error))
      if (!conflict) toast(wordsOf(error), 'bad')
    }
  }
  return (
    <div className="replay">
      <h3>When the cause is mended</h3>
      <p>{state === 'before' ? why : state === 'done' ? 'It was published again. If it fails once more, it shows up here as the next attempt.' : 'The same bytes are published again, and scored if they can be.'}</p>
      {state !== 'done' && <button type="button" className="primary" disabled={state === 'busy' || noReplay !== null} onClick={() => void replay(state === 'before')}>{state === 'before' ? 'Publish it once more' : 'Publish again'}</button>}
      {noReplay !== null && <p className="muted">{noReplay}</p>}
    </div>
  )
}

/** Sixteen bytes a line, as hexadecimal and as text; those that are wrong stand out. */
function Bytes({ base64, wrong }: { base64: string | null; wrong: { from: number; to: number } | null }) {
  if (base64 === null) return <p className="muted">The record had no value.</p>
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).subarray(0, 2048)
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => row * 16)
  const isWrong = (at: number) => wrong !== null && at >= wrong.from && at < wrong.to
  return (
    <pre className="hex" tabIndex={0}>{lines.map((start) => {
      const line = [...bytes.subarray(start, start + 16)]
      const text = line.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')
      return <span key={start}>{start.toString(16).padStart(6, '0')}{'  '}{line.map((b, i) => {
        const shown = b.toString(16).padStart(2, '0')
        return <span key={i}>{isWrong(start + i) ? <mark>{shown}</mark> : shown}{' '}</span>
      })}{' '.repeat((16 - line.length) * 3)} {text}{'\n'}</span>
    })}</pre>
  )
}
