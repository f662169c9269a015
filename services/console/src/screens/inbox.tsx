import { useCallback, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useActions, type ActionBody } from '../actions.ts'
import { usePromised } from '../alert-rules.ts'
import type { LiveAlert } from '../api.ts'
import { kindOf } from '../format.ts'
import { useLive } from '../live.ts'
import { AlertDetail, ClosedAlert } from '../parts/alert-detail.tsx'
import { AlertRows } from '../parts/alert-rows.tsx'
import { titleOf } from '../parts/alert-row.tsx'
import { Announcer } from '../parts/announcer.tsx'
import { BulkBar } from '../parts/bulk-bar.tsx'
import { CloseDialog, HelpDialog, SnoozeDialog } from '../parts/dialogs.tsx'
import { InboxFilters, filters } from '../parts/inbox-filters.tsx'
import { InboxOverview } from '../parts/inbox-overview.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { useRights } from '../parts/sign-in.tsx'
import { toast } from '../parts/toasts.tsx'
import { byUrgency, leftFor, matches } from '../urgency.ts'
import { useAccountsNow } from '../use-accounts-now.ts'
import { useFilter } from '../use-filter.ts'
import { useIdInPath } from '../use-id-in-path.ts'
import { useKeys, useKeysOn } from '../use-keys.ts'
import { useNow } from '../use-now.ts'
import { useTitle } from '../use-title.ts'
import './inbox.css'

type Open = 'snooze' | 'close' | 'help' | null
const pathOf = (alert: LiveAlert | undefined) => (alert ? `/alerts/${encodeURIComponent(alert.alertId)}` : '/alerts') + location.search

/** What needs a person now: open alerts, the most urgent first. */
export function Inbox() {
  const { alerts, loaded, error } = useLive()
  const [filter, setFilter] = useFilter(filters)
  const currentId = useIdInPath()
  const [, navigate] = useLocation()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [dialog, setDialog] = useState<Open>(null)
  const [keysOn, setKeysOn] = useKeysOn()
  const [said, say] = useState('')
  const { pending, act } = useActions()
  const { noActing } = useRights()
  const search = useRef<HTMLInputElement>(null)
  const promised = usePromised()
  const now = useNow()
  const known = useAccountsNow()
  const shown = useMemo(() => alerts.filter((each) => matches(each, filter, promised, now)).sort(byUrgency(known)), [alerts, promised, known, filter.state === '' ? 0 : now, ...Object.values(filter)])
  const index = shown.findIndex((each) => each.alertId === currentId)
  // Where the alert stood that is read: when it leaves the list, the next one is there.
  const place = useRef(-1)
  if (index >= 0) place.current = index
  else if (currentId === undefined) place.current = -1
  const go = (to: LiveAlert | undefined) => navigate(pathOf(to), { replace: currentId !== undefined && to !== undefined })
  const step = (by: 1 | -1) => {
    const to = shown[Math.max(0, Math.min(shown.length - 1, index >= 0 ? index + by : by > 0 ? Math.max(0, place.current) : place.current - 1))]
    if (!to) return
    go(to)
    say(`${titleOf(to)}, ${kindOf(to.kind)}: ${to.reason}`)
  }
  const current = alerts.find((each) => each.alertId === currentId)
  const selected = shown.filter((each) => chosen.has(each.alertId))
  const targets = selected.length > 0 ? selected : current ? [current] : []
  const toggle = useCallback((id: string) => setChosen((before) => (before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id]))), [])
  const openRow = useCallback((alert: LiveAlert) => navigate(pathOf(alert)), [navigate])
  const run = (body: ActionBody) => {
    setDialog(null)
    setChosen(new Set())
    // What was refused stays chosen, to be tried again or looked at.
    void act(leftFor(body.action, targets, pending), body).then((refused) => { if (selected.length > 0 && refused.length > 0) setChosen((before) => new Set([...before, ...refused])) })
  }
  const ifAllowed = (what: () => void) => () => targets.length > 0 && (noActing === null ? what() : toast(noActing, 'plain'))
  const clear = () => filters.forEach((name) => setFilter(name, ''))
  useTitle(current ? titleOf(current) : `Inbox (${alerts.length})`)
  useKeys(keysOn, {
    j: () => step(1),
    k: () => step(-1),
    x: () => currentId && toggle(currentId),
    a: ifAllowed(() => run({ action: 'ACKNOWLEDGE' })),
    s: ifAllowed(() => setDialog('snooze')),
    c: ifAllowed(() => setDialog('close')),
    Enter: () => current?.accountId && navigate(`/accounts/${encodeURIComponent(current.accountId)}`),
    '/': () => search.current?.focus(),
    Escape: () => (document.activeElement === search.current ? search.current?.blur() : chosen.size > 0 ? setChosen(new Set()) : go(undefined)),
    '?': () => setDialog('help'),
  }, dialog === null)

  return (
    <div className={`inbox ${currentId ? 'reading' : ''}`}>
      <h1 className="visually-hidden">Inbox</h1>
      {loaded && <Announcer alerts={alerts} reading={said} />}
      <section className="list" aria-label="Open alerts">
        <InboxFilters search={search} alerts={alerts} shown={shown} filter={filter} setFilter={setFilter} onHelp={() => setDialog('help')} />
        <BulkBar selected={selected.length} all={shown.length} denied={noActing} onAll={() => setChosen(new Set(shown.map((each) => each.alertId)))} onNone={() => setChosen(new Set())} onAcknowledge={() => run({ action: 'ACKNOWLEDGE' })} onSnooze={() => setDialog('snooze')} onClose={() => setDialog('close')} />
        {!loaded ? (error ? <Failed error={error} /> : <Loading />) : shown.length === 0
          ? <Empty title={alerts.length === 0 ? 'No open alerts' : 'No alert matches'}>{alerts.length === 0 ? 'Every account is above its threshold. New alerts appear here by themselves.' : <button type="button" onClick={clear}>Clear filters</button>}</Empty>
          : <AlertRows alerts={shown} index={index} chosen={chosen} pending={pending} onOpen={openRow} onChoose={toggle} />}
      </section>
      <section className="detail" aria-label="Alert" tabIndex={0}>
        {current
          ? <AlertDetail alert={current} onBack={() => go(undefined)} actions={{ pending: pending.get(current.alertId), denied: noActing, acknowledge: () => void act([current], { action: 'ACKNOWLEDGE' }), snooze: () => setDialog('snooze'), close: () => setDialog('close'), assign: (assignee) => void act([current], { action: 'ASSIGN', assignee }) }} />
          : currentId && loaded ? <ClosedAlert alertId={currentId} onBack={() => go(undefined)} />
            : loaded && shown.length > 0 && <InboxOverview alerts={shown} onOwner={(owner) => setFilter('owner', owner)} />}
      </section>
      {dialog === 'snooze' && <SnoozeDialog count={targets.length} onClose={() => setDialog(null)} onAct={run} />}
      {dialog === 'close' && <CloseDialog count={targets.length} onClose={() => setDialog(null)} onAct={run} />}
      {dialog === 'help' && <HelpDialog keysOn={keysOn} onKeysOn={setKeysOn} onClose={() => setDialog(null)} />}
    </div>
  )
}
