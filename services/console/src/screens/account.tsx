import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { allPages, api } from '../api.ts'
import { count, kindOf, points } from '../format.ts'
import { useLive } from '../live.ts'
import { AccountFacts } from '../parts/account-facts.tsx'
import { Contacts } from '../parts/contacts.tsx'
import { Corridor } from '../parts/corridor.tsx'
import { mostPoints, OverTime } from '../parts/over-time.tsx'
import { Band, Severity } from '../parts/small.tsx'
import { Capped, Empty, Failed, Loading } from '../parts/states.tsx'
import { SurveyPermissions } from '../parts/survey-permissions.tsx'
import { useIdInPath } from '../use-id-in-path.ts'
import { useShownSpan } from '../use-shown-span.ts'
import { useTitle } from '../use-title.ts'
import './account.css'

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
  const scores = useMemo(() => (history.data ?? []).toReversed(), [history.data])
  const opened = (past.data?.items ?? []).map(({ openedAt }) => openedAt)
  const shown = useShownSpan(scores, opened)
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
      <section className="card"><h2>Open alerts</h2><ul className="plain open-alerts">{open.length === 0 && <li className="muted">None.</li>}{open.map((each) => <li key={each.alertId}><Severity severity={each.severity} /> <Link href={`/alerts/${encodeURIComponent(each.alertId)}`}>{kindOf(each.kind)}</Link> {each.reason}</li>)}</ul></section>
      {history.error && !history.data ? <section className="card"><Failed error={history.error} retry={() => void history.refetch()} /></section> : <OverTime accountId={accountId} scores={history.data && !past.isPending ? scores : undefined} contacts={timeline.data}
        segment={a.segment} alertsOpened={opened} shown={shown} />}
      <section className="card">
        <h2>Touch points by stage</h2>
        {timeline.error && !timeline.data ? <Failed error={timeline.error} /> : !timeline.data ? <Loading /> : timeline.data.length === 0 ? <Empty title="No contact yet" /> : <><Corridor contacts={timeline.data} span={shown.span} /><Contacts contacts={timeline.data} name={a.accountId} /><Capped>{timeline.data.length < mostPoints ? null : `Only the latest ${count(mostPoints)} contacts are read; the file has no others.`}</Capped></>}
      </section>
      {timeline.data && <SurveyPermissions contacts={timeline.data} />}
    </div>
  )
}
