import { useMemo } from 'react'
import { usePromised } from '../alert-rules.ts'
import type { LiveAlert } from '../api.ts'
import { count, money } from '../format.ts'
import { summaryOf } from '../inbox-summary.ts'
import { useAccountsNow } from '../use-accounts-now.ts'
import { useNow } from '../use-now.ts'
import { CsvButton } from './small.tsx'

/** What stands where no alert is chosen: how much there is to do, and for whom. */
export function InboxOverview({ alerts, onOwner }: { alerts: readonly LiveAlert[]; onOwner: (owner: string) => void }) {
  const promised = usePromised()
  const now = useNow()
  const known = useAccountsNow()
  const { critical, overdue, waiting, accounts, revenueAtRisk, owners } = useMemo(() => summaryOf(alerts, promised, now, known), [alerts, promised, now, known])
  return (
    <div className="overview">
      <h2>What is open</h2>
      <dl className="facts">
        <div><dt>Alerts</dt><dd className="total">{count(alerts.length)}</dd><dd><small>{count(critical)} critical</small></dd></div>
        <div><dt>Overdue</dt><dd className="total">{count(overdue)}</dd><dd><small>of {count(waiting)} that nobody has taken</small></dd></div>
        <div><dt>Accounts</dt><dd className="total">{count(accounts)}</dd></div>
        {revenueAtRisk.map(([currency, amount]) => <div key={currency}><dt>Revenue at risk{currency && `, ${currency}`}</dt><dd className="total">{money(amount, currency)}</dd><dd><small>a year, of these accounts now</small></dd></div>)}
      </dl>
      {owners.length > 0 && <section className="card">
        <div className="row-head"><h3>By owner</h3><CsvButton name="alerts-by-owner" header={['owner', 'alerts', 'critical', 'overdue']} rows={() => owners.map((o) => [o.owner, o.alerts, o.critical, o.overdue])} /></div>
        <table className="grid"><thead><tr><th scope="col">Owner</th><th scope="col" className="figure">Alerts</th><th scope="col" className="figure">Critical</th><th scope="col" className="figure">Overdue</th></tr></thead>
          <tbody>{owners.slice(0, 10).map((o) => <tr key={o.owner}><th scope="row"><button type="button" className="link" onClick={() => onOwner(o.owner)}>{o.owner}</button></th><td className="figure">{count(o.alerts)}</td><td className="figure">{count(o.critical)}</td><td className="figure">{o.overdue > 0 ? <span className="overdue">{count(o.overdue)}</span> : 0}</td></tr>)}</tbody></table>
      </section>}
      <p className="muted">Choose an alert, or press <kbd>j</kbd>. <kbd>a</kbd> acknowledges, <kbd>?</kbd> shows all keys.</p>
    </div>
  )
}
