import { useMemo, useState } from 'react'
import { useLines } from '../alert-rules.ts'
import type { Contact, Score } from '../api.ts'
import { ranges, within } from '../chart-range.ts'
import { count, points } from '../format.ts'
import type { ShownSpan } from '../use-shown-span.ts'
import { DriverChart } from './driver-chart.tsx'
import { Legend } from './legend.tsx'
import { ScoreChart } from './score-chart.tsx'
import { CsvButton } from './small.tsx'
import { Capped, Empty, Loading } from './states.tsx'
import { Why } from './why.tsx'

/** So many scores and contacts are read, the latest. */
export const mostPoints = 1000

interface OverTimeProps {
  readonly accountId: string
  /** Oldest first; undefined while they are read. */
  readonly scores: readonly Score[] | undefined
  readonly contacts: readonly Contact[] | undefined
  readonly segment: string | null
  readonly alertsOpened: readonly string[]
  readonly shown: ShownSpan
}

/** The score and its drivers over a span of time, and why it was what it was at the point that is looked at, else at the end of the span. */
export function OverTime({ accountId, scores, contacts, segment, alertsOpened, shown }: OverTimeProps) {
  const threshold = useLines(segment)?.alertBelow ?? null
  const { span } = shown
  const inView = useMemo(() => within(scores ?? [], span), [scores, span])
  const [point, setPoint] = useState<number | null>(null)
  const looked: Score | undefined = (point === null ? undefined : inView[point]) ?? inView.at(-1)
  return (
    <section className="card">
      <div className="row-head"><h2>Score over time</h2><RangeChoice {...shown} /><CsvButton name={`scores-${accountId}`} header={['at', 'score', 'band', 'quadrant', 'cause', 'causeEventId', 'modelVersion', 'prior', 'drivers']} rows={() => (scores ?? []).map((s) => [s.at, s.score, s.band, s.quadrant, s.cause, s.causeEventId, s.modelVersion, s.prior, JSON.stringify(s.drivers)])} /></div>
      {!scores ? <div className="chart-place"><Loading /></div> : scores.length === 0 ? <Empty title="No score yet" /> : <>
        <ScoreChart scores={inView} span={span} threshold={threshold} alertsOpened={alertsOpened} point={point} onPoint={setPoint} />
        <Legend items={[['at_risk strip', 'at risk'], ['watch strip', 'watch'], ['healthy strip', 'healthy'], ...threshold === null ? [] : [['dashed', `an alert opens below ${points(threshold)}`] as const], ['▼', 'an alert opened'], ['event', 'a contact'], ['upright', 'the model changed']]}><span className="hint">Point at the line, or use ← and →, for why.</span></Legend>
        {looked && <Why score={looked} cause={contacts?.find(({ eventId }) => eventId === looked.causeEventId)} rows={Math.max(...scores.map(({ drivers }) => Object.keys(drivers).length))} />}
        <h3>What drivers added and took, points</h3>
        <DriverChart scores={inView} span={span} point={point} />
        <Capped>{scores.length < mostPoints ? null : `Only the latest ${count(mostPoints)} scores are read; the file has no others.`}</Capped>
      </>}
    </section>
  )
}

function RangeChoice({ range, offered, choose }: ShownSpan) {
  return <label className="choice"><span>Shown</span><select value={range} onChange={(event) => choose(event.target.value)}>{offered.map((each) => <option key={each} value={each}>{ranges[each]}</option>)}</select></label>
}
