import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import { useLines } from '../alert-rules.ts'
import { allPages, api, type Contact, type Score } from '../api.ts'
import { count, kindOf, points } from '../format.ts'
import { useLive } from '../live.ts'
import { AccountFacts } from '../parts/account-facts.tsx'
import { Contacts } from '../parts/contacts.tsx'
import { Corridor } from '../parts/corridor.tsx'
import { DriverChart } from '../parts/driver-chart.tsx'
import { Legend } from '../parts/legend.tsx'
import { ScoreChart } from '../parts/score-chart.tsx'
import { Band, CsvButton, Severity } from '../parts/small.tsx'
import { Capped, Empty, Failed, Loading } from '../parts/states.tsx'
import { SurveyPermissions } from '../parts/survey-permissions.tsx'
import { Why } from '../parts/why.tsx'
import { useIdInPath } from '../use-id-in-path.ts'
import { useTitle } from '../use-title.ts'
import './account.css'

/** So many scores and contacts are read, the latest. */
const mostPoints = 1000

/** The account that the address names. */
export default function Account() {
  const accountId = useIdInPath()
  return accountId !== undefined && <OneAccount key={accountId} accountId={accountId} />
}

/** One account: how it stands, how it came there, and why at any point. */
function OneAccount({ accountId }: { accountId: string }) {
  const id = encodeURIComponent(accountId)
  const { alerts } = useLive()
  const open = alerts.filter((each) => each.accountId === accountId)
  const options = { refetchInterval: 5000 }
  const account = useQuery({ queryKey: ['account', accountId], queryFn: () => api.v1AccountsDetail(id), ...options })
  const history = useQuery({ queryKey: ['history', accountId], queryFn: () => allPages((cursor) => api.v1AccountsHistoryList(id, { limit: 200, ...(cursor && { cursor }) }), mostPoints), ...options })
  const timeline = useQuery({ queryKey: ['timeline', accountId], queryFn: () => allPages((cursor) => api.v1AccountsTimelineList(id, { limit: 200, ...(cursor && { cursor }) }), mostPoints), ...options })
  const past = useQuery({ queryKey: ['alerts', accountId], queryFn: () => api.v1AlertsList({ accountId, limit: 200 }), ...options })
  // Scores from before they had names have none: an alert may.
  const title = account.data?.accountName ?? [...open, ...past.data?.items ?? []].find(({ accountName }) => accountName !== null)?.accountName ?? accountId
  useTitle(title)
  if (account.error && !account.data) return <Failed error={account.error} retry={() => void account.refetch()} />
  if (!account.data) return <Loading />
  const a = account.data
  return (
    <div className="page">
      <header className="account-head">
        <div><h1>{title}</h1><p className="muted">{[title === accountId ? null : accountId, a.segment, a.vertical, a.region].filter(Boolean).join(' · ')}</p></div>
        <div className="big"><span>{points(a.score)}</span><Band band={a.band} /></div>
      </header>
      <AccountFacts account={a} />
      <section className="card"><h2>Open alerts</h2><ul className="plain open-alerts">{open.length === 0 && <li className="muted">None.</li>}{open.map((each) => <li key={each.alertId}><Severity severity={each.severity} /> <Link href={`/alerts/${encodeURIComponent(each.alertId)}`}>{kindOf(each.kind)}</Link> {each.summary}</li>)}</ul></section>
      {history.error && !history.data ? <section className="card"><Failed error={history.error} retry={() => void history.refetch()} /></section> : <OverTime accountId={accountId} newestFirst={history.data} contacts={timeline.data}
        segment={a.segment} alertsOpened={past.data?.items.map(({ openedAt }) => openedAt) ?? []} />}
      <section className="card">
        <h2>Touch points by stage</h2>
        {timeline.error && !timeline.data ? <Failed error={timeline.error} /> : !timeline.data ? <Loading /> : timeline.data.length === 0 ? <Empty title="No contact yet" /> : <><Corridor contacts={timeline.data} /><Contacts contacts={timeline.data} name={a.accountId} /><Capped>{timeline.data.length < mostPoints ? null : `Only the latest ${count(mostPoints)} contacts are read; the file has no others.`}</Capped></>}
      </section>
      {timeline.data && <SurveyPermissions contacts={timeline.data} />}
    </div>
  )
}

interface OverTimeProps {
  readonly accountId: string
  readonly newestFirst: readonly Score[] | undefined
  readonly contacts: readonly Contact[] | undefined
  readonly segment: string | null
  readonly alertsOpened: readonly string[]
}

/** The score and its drivers over time, and why it was what it was at the point that is looked at, else now. */
function OverTime({ accountId, newestFirst, contacts, segment, alertsOpened }: OverTimeProps) {
  const threshold = useLines(segment)?.alertBelow ?? null
  const scores = useMemo(() => (newestFirst ?? []).toReversed(), [newestFirst])
  const [point, setPoint] = useState<number | null>(null)
  const shown: Score | undefined = point === null ? scores.at(-1) : scores[point]
  return (
    <section className="card">
      <div className="row-head"><h2>Score over time</h2><CsvButton name={`scores-${accountId}`} header={['at', 'score', 'band', 'quadrant', 'cause', 'causeEventId', 'modelVersion', 'prior', 'drivers']} rows={() => scores.map((s) => [s.at, s.score, s.band, s.quadrant, s.cause, s.causeEventId, s.modelVersion, s.prior, JSON.stringify(s.drivers)])} /></div>
      {!newestFirst ? <div className="chart-place"><Loading /></div> : scores.length === 0 ? <Empty title="No score yet" /> : <>
        <ScoreChart scores={scores} threshold={threshold} alertsOpened={alertsOpened} point={point} onPoint={setPoint} />
        <Legend items={[['at_risk strip', 'at risk'], ['watch strip', 'watch'], ['healthy strip', 'healthy'], ...threshold === null ? [] : [['dashed', `an alert opens below ${points(threshold)}`] as const], ['▼', 'an alert opened'], ['event', 'a contact'], ['upright', 'the model changed']]}><span className="hint">Point at the line, or use ← and →, for why.</span></Legend>
        {shown && <Why score={shown} cause={contacts?.find(({ eventId }) => eventId === shown.causeEventId)} rows={Math.max(...scores.map(({ drivers }) => Object.keys(drivers).length))} />}
        <h3>What drivers added and took, points</h3>
        <DriverChart scores={scores} point={point} />
        <Capped>{scores.length < mostPoints ? null : `Only the latest ${count(mostPoints)} scores are read; the file has no others.`}</Capped>
      </>}
    </section>
  )
}
