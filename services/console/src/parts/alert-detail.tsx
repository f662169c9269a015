import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { explainedBy } from '../alert-past.ts'
import { api, isMissing, type Contact, type LiveAlert } from '../api.ts'
import { atRiskOf } from '../at-risk.ts'
import type { V1AccountsTimelineListData, V1AlertsDetailData } from '../client.ts'
import { driverName, exact, kindOf, money, points, signed, words } from '../format.ts'
import { useLive } from '../live.ts'
import { becameOf, dueOf, isOpen } from '../urgency.ts'
import { usePromised } from '../alert-rules.ts'
import { useAccountsNow } from '../use-accounts-now.ts'
import { useNow } from '../use-now.ts'
import { useRights } from './sign-in.tsx'
import { Deadline, titleOf } from './alert-row.tsx'
import { DriverBars } from './driver-bars.tsx'
import { Age, CsvButton, Severity, Status, distinct } from './small.tsx'
import { Failed, Loading } from './states.tsx'

interface Props {
  readonly alert: LiveAlert
  readonly onBack: () => void
  /** What can be done about it; absent where it is not open any more. */
  readonly actions?: {
    readonly pending: string | undefined
    /** Why nothing can be done; null: it can. */
    readonly denied: string | null
    readonly acknowledge: () => void
    readonly snooze: () => void
    readonly close: () => void
    readonly assign: (assignee: string) => void
  }
}

const Back = ({ onBack }: { onBack: () => void }) => <button type="button" className="quiet back" onClick={onBack}>← All alerts</button>

/** An alert that is not among the open ones: as it ended. */
export function ClosedAlert({ alertId, onBack }: { alertId: string; onBack: () => void }) {
  // It may just be on its way to ClickHouse: for three seconds it is looked for.
  const { data, error } = useQuery({ queryKey: ['alert', alertId], queryFn: () => api.v1AlertsDetail(encodeURIComponent(alertId)), retry: (failures, why) => (isMissing(why) ? failures < 6 : failures < 2), retryDelay: 500, refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? 1000 : false) })
  if (data) return <AlertDetail alert={data} onBack={onBack} />
  return <div className="alert"><Back onBack={onBack} />{error ? <Failed error={error} /> : <Loading />}</div>
}

/** An alert is here before ClickHouse has it: asks again each second while something is missing, for as long as the alert's latest step is new. */
const untilStored = <T,>({ at }: LiveAlert, complete: (data: T) => boolean) => ({
  retry: 10, retryDelay: 500,
  refetchInterval: ({ state: { data } }: { state: { data: T | undefined } }) => (data !== undefined && !complete(data) && Date.now() - Date.parse(at) < 60_000 ? 1000 : false as const),
})

/** Who, how bad, why, and what to do. */
export function AlertDetail({ alert, onBack, actions }: Props) {
  const steps = useQuery({ queryKey: ['alert', alert.alertId, alert.sequence], queryFn: () => api.v1AlertsDetail(encodeURIComponent(alert.alertId)), placeholderData: (before) => before, ...untilStored<V1AlertsDetailData>(alert, ({ steps: all }) => all.length >= alert.sequence) })
  const timeline = useQuery({ queryKey: ['timeline', alert.accountId, alert.sequence], enabled: alert.accountId !== null, queryFn: () => api.v1AccountsTimelineList(encodeURIComponent(alert.accountId!), { limit: 200 }), ...untilStored<V1AccountsTimelineListData>(alert, ({ items }) => alert.verbatims.every((id) => items.some(({ eventId }) => eventId === id))) })
  const contacts = timeline.data?.items ?? []
  // Until it is read each keeps its place, so that what stands below does not move.
  const said = alert.verbatims.map((id) => ({ id, contact: contacts.find(({ eventId }) => eventId === id) })).filter(({ contact }) => contact !== undefined || timeline.isPending)
  const nameOf = (ids: readonly string[]) => ids.map((id) => contacts.find(({ eventId }) => eventId === id)).map((each) => (each ? `${driverName(each.touchPoint ?? each.survey?.metric ?? 'contact')} on ${exact(each.occurredAt)}` : '')).filter(Boolean).join('\n')
  const explained = explainedBy(alert, steps.data?.steps ?? [])
  const earlier = explained === alert ? null : <>at {points(explained.scoreAfter)}, <Age at={explained.at} /></>
  const atRisk = atRiskOf(alert, useAccountsNow())
  const became = becameOf(alert)
  const due = dueOf(alert, usePromised(), useNow())
  const busy = actions !== undefined && (actions.pending !== undefined || actions.denied !== null)
  return (
    <article className="alert">
      <Back onBack={onBack} />
      <header>
        <div className="chips"><Severity severity={alert.severity} /><Status became={became} /> {kindOf(alert.kind)}{alert.escalationLevel > 0 && ` · escalated ${alert.escalationLevel} ×`}</div>
        <h2>{alert.accountId ? <Link href={`/accounts/${encodeURIComponent(alert.accountId)}`}>{titleOf(alert)}</Link> : titleOf(alert)}</h2>
        <p className="lead">{alert.summary}</p>
        {alert.sequence > 1 && <p className="origin"><span className="muted">Opened:</span> {steps.data?.steps.find(({ sequence }) => sequence === 1)?.summary ?? '…'}</p>}
      </header>
      {actions && <div className="buttons" role="group" aria-label="Actions">
        <button type="button" className="primary" disabled={busy || alert.state === 'ACKNOWLEDGED'} onClick={actions.acknowledge}>{actions.pending === 'ACKNOWLEDGE' ? 'Acknowledging…' : alert.state === 'ACKNOWLEDGED' ? 'Acknowledged' : 'Acknowledge'}</button>
        <button type="button" disabled={busy} onClick={actions.snooze}>Snooze</button>
        <button type="button" disabled={busy} onClick={actions.close}>Close</button>
        <Assign owner={alert.owner} disabled={actions.denied !== null} onAssign={actions.assign} />
        {actions.denied !== null && <p className="muted">{actions.denied}</p>}
      </div>}
      <dl className="facts four">
        <div><dt>Score</dt><dd>{points(alert.scoreAfter)}{explained.scoreBefore !== null && explained.scoreAfter !== null && <small> {earlier && <>{earlier}: </>}{signed(explained.scoreAfter - explained.scoreBefore)} {explained.comparedWith ? <>since <Age at={explained.comparedWith} /></> : 'against the prior'}</small>}</dd></div>
        <div><dt>Threshold</dt><dd>{points(alert.threshold ?? explained.threshold)}</dd></div>
        <div><dt>Revenue at risk</dt><dd>{money(atRisk.amount, atRisk.currency)}</dd></div>
        <div><dt>Owner</dt><dd>{alert.owner}</dd></div>
        <div><dt>Opened</dt><dd><Age at={alert.openedAt} />{due && <small> <Deadline due={due} /></small>}</dd></div>
        {became !== null && <div><dt>Status</dt><dd>{words(became)}{became !== 'ESCALATED' && alert.stateBy && <small> by {alert.stateBy}</small>}{alert.state === 'SNOOZED' && alert.snoozedUntil && <small> back <Age at={alert.snoozedUntil} ahead /></small>}</dd></div>}
        {alert.renewalAt && <div><dt>Renewal</dt><dd><Age at={alert.renewalAt} ahead={alert.renewalAt > new Date().toISOString()} /></dd></div>}
        {alert.quadrant && <div><dt>Quadrant</dt><dd>{words(alert.quadrant)}</dd></div>}
        <div><dt>Segment, region</dt><dd>{[alert.segment, alert.region].filter(Boolean).join(', ') || '–'}</dd></div>
      </dl>
      {explained.drivers.length > 0 && <section><div className="row-head"><h3>What moved the score{earlier && <small className="muted"> {earlier}</small>}</h3><CsvButton name={`drivers-${alert.alertId}`} header={['driver', 'change', 'contribution', 'eventIds']} rows={() => explained.drivers.map((d) => [d.driver, d.change, d.contribution, d.eventIds.join(' ')])} /></div>
        <DriverBars label="Drivers of the change, points" bars={explained.drivers.map(({ driver, change, eventIds }) => ({ name: driver, value: change, hint: nameOf(eventIds) }))} /></section>}
      {said.length > 0 && <section><h3>What customers said</h3>
        {said.map(({ id, contact }) => <Verbatim key={id} contact={contact} />)}</section>}
      <section><h3>What happened so far</h3>
        <ol className="steps">{!steps.data && <li className="muted">Loading…</li>}{(steps.data?.steps ?? []).map((step) => <li key={step.sequence}><Age at={step.at} /> <strong>{words(step.status)}</strong> {step.by && `by ${step.by}. `}{step.summary}{step.note && <q>{step.note}</q>}{step.notify.length > 0 && <small> → {step.notify.join(', ')}</small>}</li>)}</ol>
      </section>
    </article>
  )
}

function Verbatim({ contact }: { contact: Contact | undefined }) {
  const { seesTexts } = useRights()
  if (!contact) return <blockquote className="awaited" />
  const { text, touchPoint, survey, occurredAt } = contact
  return <blockquote>{text ?? (seesTexts ? '–' : <span className="muted">Hidden from viewers</span>)}<footer>{touchPoint ? driverName(touchPoint) : survey && `${survey.metric} ${survey.score ?? ''}`} · <Age at={occurredAt} /></footer></blockquote>
}

function Assign({ owner, disabled, onAssign }: { owner: string; disabled: boolean; onAssign: (assignee: string) => void }) {
  const [name, setName] = useState('')
  const owners = distinct(useLive().alerts, (each) => each.owner).filter((each) => each !== owner)
  return (
    <form className="assign" onSubmit={(event) => { event.preventDefault(); if (name.trim()) onAssign(name.trim()); setName('') }}>
      <input aria-label={`Assign to somebody other than ${owner}`} placeholder="Somebody else" list="owners" value={name} maxLength={256} disabled={disabled} onChange={(event) => setName(event.target.value)} />
      <datalist id="owners">{owners.map((each) => <option key={each} value={each} />)}</datalist>
      <button type="submit" disabled={disabled || !name.trim()}>Assign</button>
    </form>
  )
}
