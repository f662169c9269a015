import type { RefObject } from 'react'
import type { LiveAlert } from '../api.ts'
import { atRiskOf } from '../at-risk.ts'
import { kindOf, words } from '../format.ts'
import { alertStates, type InboxFilter } from '../urgency.ts'
import { useAccountsNow } from '../use-accounts-now.ts'
import { Choice, CsvButton, distinct } from './small.tsx'

export const filters = ['state', 'severity', 'kind', 'segment', 'owner', 'q'] as const

interface Props {
  readonly search: RefObject<HTMLInputElement | null>
  readonly alerts: readonly LiveAlert[]
  readonly shown: readonly LiveAlert[]
  readonly filter: InboxFilter
  readonly setFilter: (name: keyof InboxFilter, value: string) => void
  readonly onHelp: () => void
}

/** Narrows the inbox down; saves what is shown. */
export function InboxFilters({ search, alerts, shown, filter, setFilter, onHelp }: Props) {
  const choice = (label: string, name: Exclude<keyof InboxFilter, 'q' | 'state'>, inWords: (value: string) => string) =>
    <Choice bare label={label} value={filter[name]} values={distinct(alerts, (each) => each[name])} name={inWords} onChange={(value) => setFilter(name, value)} />
  const known = useAccountsNow()
  const asIs = (value: string) => value
  return (
    <div className="filters">
      <input ref={search} type="search" aria-label="Search alerts" placeholder="Search  /" value={filter.q} onChange={(event) => setFilter('q', event.target.value)} />
      <CsvButton name="alerts" header={['alertId', 'severity', 'kind', 'account', 'owner', 'revenueAtRisk', 'currency', 'openedAt', 'state', 'stateBy', 'status', 'summary']}
        rows={() => shown.map((a) => [a.alertId, a.severity, a.kind, a.accountName ?? a.accountId, a.owner, ...Object.values(atRiskOf(a, known)), a.openedAt, a.state, a.stateBy, a.status, a.summary])} />
      <button type="button" className="quiet" onClick={onHelp} aria-label="Keys">?</button>
      <div className="choices"><Choice bare label="State" value={filter.state} values={alertStates} onChange={(value) => setFilter('state', value)} />{choice('Severity', 'severity', words)}{choice('Kind', 'kind', kindOf)}{choice('Segment', 'segment', asIs)}{choice('Owner', 'owner', asIs)}</div>
    </div>
  )
}
