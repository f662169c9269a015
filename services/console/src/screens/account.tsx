import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import { allPages, api, type Contact, type Score } from '../api.ts'
import { exact, kindOf, money, points, signed, words } from '../format.ts'
import { useLive } from '../live.ts'
import { Corridor } from '../parts/corridor.tsx'
import { DriverBars } from '../parts/driver-bars.tsx'
import { DriverChart } from '../parts/driver-chart.tsx'
import { ScoreChart } from '../parts/score-chart.tsx'
import { Age, Band, CsvButton, Severity } from '../parts/small.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { SurveyPermissions } from '../parts/survey-permissions.tsx'

const mostPoints = 1000

/** One account: how it stands, how it came there, and why at any point. */
export default function Account({ accountId }: { accountId: string }) {
  const id = encodeURIComponent(accountId)
  const { alerts } = useLive()
  const open = alerts.filter((each) => each.accountId === accountId)
  const options = { refetchInterval: 5000 }
  const account = useQuery({ queryKey: ['account', accountId], queryFn: () => api.v1AccountsDetail(id), ...options })
  const history = useQuery({ queryKey: ['history', accountId], queryFn: () => allPages((cursor) => api.v1AccountsHistoryList(id, { limit: 200, ...(cursor && { cursor }) }), mostPoints), ...options })
  const timeline = useQuery({ queryKey: ['timeline', accountId], queryFn: () => allPages((cursor) => api.v1AccountsTimelineList(id, { limit: 200, ...(cursor && { cursor }) }), mostPoints), ...options })
  const past = useQuery({ queryKey: ['alerts', accountId], queryFn: () => api.v1AlertsList({ accountId, limit: 200 }), ...options })
  const scores = useMemo(() => (history.data ?? []).toReversed(), [history.data])
  const [hovered, setHovered] = useState<number | null>(null)
  if (account.error && !account.data) return <Failed error={account.error} retry={() => void account.refetch()} />
  if (!account.data) return <Loading />
  const a = account.data
  const shown: Score | undefined = hovered === null ? scores.at(-1) : scores[hovered]
  const title = open[0]?.accountName ?? a.alerts[0]?.accountName ?? a.accountId
  return (
    <div className="page">
      <header className="account-head">
        <div><h1>{title}</h1><p className="muted">{[title === a.accountId ? null : a.accountId, a.segment, a.vertical, a.region].filter(Boolean).join(' · ')}</p></div>
        <div className="big"><span>{points(a.score)}</span><Band band={a.band} /></div>
      </header>
      <dl className="facts">
        <div><dt>7 days</dt><dd>{a.trend7d === null ? '–' : signed(a.trend7d)}</dd></div>
        <div><dt>30 days</dt><dd>{a.trend30d === null ? '–' : signed(a.trend30d)}</dd></div>
        <div><dt>Engagement, 30 days</dt><dd>{a.engagement30d === null ? '–' : `${Math.round(a.engagement30d * 100)} %`}</dd></div>
        <div><dt>Contacts</dt><dd>{a.contacts.toLocaleString()}</dd></div>
        <div><dt>Last contact</dt><dd>{a.lastContactAt ? <Age at={a.lastContactAt} /> : '–'}</dd></div>
        <div><dt>Stage</dt><dd>{words(a.stage)}</dd></div>
        <div><dt>Owner</dt><dd>{a.owner ?? '–'}</dd></div>
        <div><dt>Annual revenue</dt><dd>{money(a.annualRevenue, a.currency)}</dd></div>
        <div><dt>Renewal</dt><dd>{a.renewalAt ? <Age at={a.renewalAt} ahead={Date.parse(a.renewalAt) > Date.now()} /> : '–'}</dd></div>
        <div><dt>Quadrant</dt><dd>{words(a.quadrant)}</dd></div>
      </dl>
      {open.length > 0 && <section className="card"><h2>Open alerts</h2><ul className="plain">{open.map((each) => <li key={each.alertId}><Severity severity={each.severity} /> <Link href={`/alerts/${encodeURIComponent(each.alertId)}`}>{kindOf(each.kind)}</Link> {each.summary}</li>)}</ul></section>}
      <section className="card">
        <h2>Score over time</h2>
        {history.error && !history.data ? <Failed error={history.error} /> : scores.length === 0 ? <Loading /> : <>
          <ScoreChart scores={scores} threshold={open.find(({ kind }) => kind === 'SCORE_BELOW')?.threshold ?? null} alertsOpened={past.data?.items.map(({ openedAt }) => openedAt) ?? []} onHover={setHovered} />
          <p className="muted">▼ an alert opened · dashed: where an alert opens · strip at the bottom: the band, highest at risk · upright line: the model changed</p>
          {shown && <Why score={shown} cause={timeline.data?.find(({ eventId }) => eventId === shown.causeEventId)} />}
          <h3>What drivers added and took, points</h3>
          <DriverChart scores={scores} hovered={hovered} />
        </>}
      </section>
      {timeline.data && <SurveyPermissions contacts={timeline.data} />}
      <section className="card">
        <h2>Touch points by stage</h2>
        {timeline.error && !timeline.data ? <Failed error={timeline.error} /> : !timeline.data ? <Loading /> : timeline.data.length === 0 ? <Empty title="No contact yet" /> : <><Corridor contacts={timeline.data} /><Contacts contacts={timeline.data} name={a.accountId} /></>}
      </section>
    </div>
  )
}

/** Why the score was what it was: the prior, and what each driver adds or takes. */
function Why({ score, cause }: { score: Score; cause: Contact | undefined }) {
  const bars = [...Object.entries(score.drivers).map(([name, value]) => ({ name, value }))].filter(({ value }) => Math.abs(value) >= 0.05).sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
  return (
    <div className="why">
      <p><strong>{points(score.score)}</strong> on {exact(score.at)}: {points(score.prior)} to begin with{bars.length > 0 && ', and what the contacts add or take'}. {cause
        ? <>Last moved by {cause.touchPoint ?? cause.survey?.metric ?? 'a contact'}{cause.outcome && `, ${words(cause.outcome).toLowerCase()}`}.</>
        : score.cause === 'DECAY' ? 'Changed by time alone.' : score.cause === 'MODEL' ? `The model changed to ${score.modelVersion}.` : ''}</p>
      <DriverBars label="Contributions to the score, points" bars={bars.slice(0, 10)} />
    </div>
  )
}

function Contacts({ contacts, name }: { contacts: readonly Contact[]; name: string }) {
  return (
    <>
      <div className="row-head"><h3>Latest contacts</h3><CsvButton name={`contacts-${name}`} header={['occurredAt', 'touchPoint', 'stage', 'channel', 'outcome', 'value', 'text', 'eventId']} rows={() => contacts.map((c) => [c.occurredAt, c.touchPoint ?? c.survey?.metric, c.stage, c.channel, c.outcome, c.value, c.text, c.eventId])} /></div>
      <ul className="contacts">
        {contacts.slice(0, 30).map((c) => (
          <li key={c.eventId}><span className="when"><Age at={c.occurredAt} /></span><span><strong>{c.touchPoint ?? `${c.survey?.metric} survey`}</strong> {c.outcome ? words(c.outcome) : c.survey ? (c.survey.score === null ? words(c.survey.status) : `${c.survey.score} of ${c.survey.scaleMax}`) : ''}{c.text && <q>{c.text}</q>}</span><span className="figure">{c.value === null ? '' : c.value.toFixed(0)}</span></li>))}
      </ul>
    </>
  )
}
