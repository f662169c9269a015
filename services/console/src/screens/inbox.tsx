import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { usePromised } from '../acknowledgement.ts'
import { useActions, type ActionBody } from '../actions.ts'
import type { Alert } from '../api.ts'
import { kindOf, money } from '../format.ts'
import { useLive } from '../live.ts'
import { AlertDetail, ClosedAlert } from '../parts/alert-detail.tsx'
import { AlertRow } from '../parts/alert-row.tsx'
import { CloseDialog, HelpDialog, SnoozeDialog } from '../parts/dialogs.tsx'
import { Choice, CsvButton, distinct } from '../parts/small.tsx'
import { Empty, Loading } from '../parts/states.tsx'
import { byUrgency, matches } from '../urgency.ts'
import { useFilter } from '../use-filter.ts'
import { useKeys } from '../use-keys.ts'

const filters = ['severity', 'kind', 'segment', 'owner', 'q'] as const
type Open = 'snooze' | 'close' | 'help' | null

/** What needs a person now: open alerts, the most urgent first. */
export function Inbox() {
  const { alerts, loaded } = useLive()
  const [filter, setFilter] = useFilter(filters)
  const { alertId } = useParams<{ alertId?: string }>()
  const [, navigate] = useLocation()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [dialog, setDialog] = useState<Open>(null)
  const { pending, act } = useActions()
  const search = useRef<HTMLInputElement>(null)
  const shown = useMemo(() => alerts.filter((each) => matches(each, filter)).sort(byUrgency), [alerts, ...Object.values(filter)])
  const currentId = alertId === undefined ? undefined : decodeURIComponent(alertId)
  const index = shown.findIndex((each) => each.alertId === currentId)
  const go = (to: Alert | undefined) => navigate(to ? `/alerts/${encodeURIComponent(to.alertId)}${location.search}` : `/alerts${location.search}`, { replace: currentId !== undefined && to !== undefined })
  const current = alerts.find((each) => each.alertId === currentId)
  const targets = chosen.size > 0 ? shown.filter((each) => chosen.has(each.alertId)) : current ? [current] : []
  const toggle = (id: string) => setChosen((before) => (before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id])))
  const run = (body: ActionBody) => {
    setDialog(null)
    setChosen(new Set())
    void act(targets, body)
  }

  useKeys({
    j: () => go(shown[Math.min(shown.length - 1, index + 1)]),
    k: () => go(shown[Math.max(0, index - 1)]),
    x: () => currentId && toggle(currentId),
    a: () => targets.length > 0 && run({ action: 'ACKNOWLEDGE' }),
    s: () => targets.length > 0 && setDialog('snooze'),
    c: () => targets.length > 0 && setDialog('close'),
    Enter: () => current?.accountId && navigate(`/accounts/${encodeURIComponent(current.accountId)}`),
    '/': () => search.current?.focus(),
    Escape: () => { search.current?.blur(); setChosen(new Set()); if (chosen.size === 0) go(undefined) },
    '?': () => setDialog('help'),
  }, dialog === null)

  const choice = (label: string, name: Exclude<(typeof filters)[number], 'q'>, words?: (value: string) => string) =>
    <Choice bare label={label} value={filter[name]} values={distinct(alerts, (each) => each[name])} {...(words && { name: words })} onChange={(value) => setFilter(name, value)} />

  return (
    <div className={`inbox ${currentId ? 'reading' : ''}`}>
      <h1 className="visually-hidden">Inbox</h1>
      <section className="list" aria-label="Open alerts">
        <div className="filters">
          <input ref={search} type="search" aria-label="Search alerts" placeholder="Search  /" value={filter.q} onChange={(event) => setFilter('q', event.target.value)} />
          {choice('Severity', 'severity')}{choice('Kind', 'kind', kindOf)}{choice('Segment', 'segment')}{choice('Owner', 'owner', (value) => value)}
          <CsvButton name="alerts" header={['alertId', 'severity', 'kind', 'account', 'owner', 'revenueAtRisk', 'currency', 'openedAt', 'status', 'summary']}
            rows={() => shown.map((a) => [a.alertId, a.severity, a.kind, a.accountName ?? a.accountId, a.owner, a.revenueAtRisk, a.currency, a.openedAt, a.status, a.summary])} />
          <button type="button" className="quiet" onClick={() => setDialog('help')} aria-label="Keys">?</button>
        </div>
        <div className="bulk" hidden={chosen.size === 0}>
          <strong>{chosen.size} selected</strong>
          <button type="button" onClick={() => run({ action: 'ACKNOWLEDGE' })}>Acknowledge</button>
          <button type="button" onClick={() => setDialog('snooze')}>Snooze</button>
          <button type="button" onClick={() => setDialog('close')}>Close</button>
        </div>
        {!loaded ? <Loading /> : shown.length === 0
          ? <Empty title={alerts.length === 0 ? 'No open alerts' : 'No alert matches'}>{alerts.length === 0 ? 'Every account is above its threshold. New alerts appear here by themselves.' : 'Change the filters above.'}</Empty>
          : <Rows alerts={shown} index={index} chosen={chosen} pending={pending} onOpen={go} onChoose={toggle} />}
      </section>
      <section className="detail" aria-label="Alert">
        {current
          ? <AlertDetail alert={current} onBack={() => go(undefined)} actions={{ pending: pending.get(current.alertId), acknowledge: () => void act([current], { action: 'ACKNOWLEDGE' }), snooze: () => setDialog('snooze'), close: () => setDialog('close'), assign: (assignee) => void act([current], { action: 'ASSIGN', assignee }) }} />
          : currentId && loaded ? <ClosedAlert alertId={currentId} onBack={() => go(undefined)} />
            : <Empty title="Choose an alert">{summaryOf(shown)}</Empty>}
      </section>
      {dialog === 'snooze' && <SnoozeDialog count={targets.length} onClose={() => setDialog(null)} onAct={run} />}
      {dialog === 'close' && <CloseDialog count={targets.length} onClose={() => setDialog(null)} onAct={run} />}
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(null)} />}
    </div>
  )
}

function summaryOf(alerts: readonly Alert[]): string {
  const critical = alerts.filter(({ severity }) => severity === 'CRITICAL').length
  const largest = alerts.reduce<Alert | null>((most, each) => ((each.revenueAtRisk ?? 0) > (most?.revenueAtRisk ?? 0) ? each : most), null)
  return `${alerts.length} open, ${critical} critical.${largest ? ` Most at stake: ${largest.accountName ?? largest.accountId}, ${money(largest.revenueAtRisk, largest.currency)} a year.` : ''} Keys: j and k move, a acknowledges, ? shows all.`
}

interface RowsProps {
  readonly alerts: readonly Alert[]
  readonly index: number
  readonly chosen: ReadonlySet<string>
  readonly pending: ReadonlyMap<string, string>
  readonly onOpen: (alert: Alert) => void
  readonly onChoose: (alertId: string) => void
}

function Rows({ alerts, index, chosen, pending, onOpen, onChoose }: RowsProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const promised = usePromised()
  const rows = useVirtualizer({ count: alerts.length, getScrollElement: () => scroll.current, estimateSize: () => 100, overscan: 8, getItemKey: (i) => alerts[i]!.alertId })
  useEffect(() => { if (index >= 0) rows.scrollToIndex(index) }, [index])
  return (
    <div className="rows" ref={scroll} tabIndex={0} role="region" aria-label={`${alerts.length} open alerts`}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index: i, start }) => (
          <li key={key} style={{ transform: `translateY(${start}px)` }}>
            <AlertRow alert={alerts[i]!} current={i === index} chosen={chosen.has(alerts[i]!.alertId)} pending={pending.get(alerts[i]!.alertId)} promised={promised} onOpen={onOpen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  )
}
