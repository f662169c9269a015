import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef, type MouseEvent } from 'react'
import { useLocation } from 'wouter'
import type { PortfolioAccount } from '../api.ts'
import { kindOf, money, points, signed, words } from '../format.ts'
import './account-table.css'

/** As in styles.css. */
const rowHeight = 40

interface Column {
  readonly label: string
  /** The order that its head sets; absent: it sets none. */
  readonly sort?: string
  readonly direction?: 'ascending' | 'descending'
  readonly className?: string
}

const columns: readonly Column[] = [
  { label: 'Account', sort: 'name', direction: 'ascending' }, { label: 'Score', sort: '', direction: 'ascending', className: 'figure' },
  { label: '7 days', sort: 'falling', direction: 'ascending', className: 'figure' }, { label: 'Band', className: 'band' }, { label: 'Revenue', sort: 'revenue', direction: 'descending', className: 'figure' },
  { label: 'Segment', className: 'wide-only' }, { label: 'Region', className: 'wide-only' }, { label: 'Owner', className: 'wide-only' }, { label: 'Open alerts', className: 'wide-only' },
]

interface Props {
  readonly accounts: readonly PortfolioAccount[]
  readonly sort: string
  readonly onSort: (sort: string) => void
}

/** As many accounts as there are: of ten thousand only those in sight are in the page, each at its place by a transform, so that a frame of scrolling lays out a few rows and no table. */
export function AccountTable({ accounts, sort, onSort }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const [, navigate] = useLocation()
  const rows = useVirtualizer({ count: accounts.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 8, scrollPaddingStart: rowHeight })
  // One listener for all links; what is meant for a new tab is left to the browser.
  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest('a')
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(link.getAttribute('href')!)
  }
  return (
    <div className="table-scroll sheet" ref={scroll} tabIndex={0} role="region" aria-label="Accounts" onClick={follow}>
      <div role="table" aria-label="Accounts" aria-rowcount={accounts.length + 1}>
        <div role="rowgroup" className="sheet-head"><div role="row" aria-rowindex={1} className="sheet-row">
          {columns.map(({ label, sort: own, direction, className }) => (
            <span key={label} role="columnheader" className={className} aria-sort={own === sort ? direction : undefined}>
              {own === undefined ? label : <button type="button" className="sorts" onClick={() => onSort(own)}>{label}<i aria-hidden="true">{own === sort ? (direction === 'ascending' ? '▲' : '▼') : ''}</i></button>}
            </span>))}
        </div></div>
        <div role="rowgroup" className="sheet-body" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => { const a = accounts[index]!; return <AccountRow key={a.accountId} account={a} index={index} start={start} /> })}
        </div>
      </div>
    </div>
  )
}

const AccountRow = memo(function AccountRow({ account: a, index, start }: { account: PortfolioAccount; index: number; start: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} className="sheet-row" style={{ transform: `translateY(${start}px)` }}>
      <span role="rowheader"><a href={`/accounts/${encodeURIComponent(a.accountId)}`} title={a.accountId}>{a.accountName ?? a.accountId}</a></span>
      <span role="cell" className={`figure scored ${a.band.toLowerCase()}`}>{points(a.score)}</span>
      <span role="cell" className="figure">{a.trend7d === null ? '–' : signed(a.trend7d)}</span>
      <span role="cell" className={`band shape ${a.band.toLowerCase()}`}>{words(a.band)}</span>
      <span role="cell" className="figure">{money(a.annualRevenue, a.currency)}</span>
      <span role="cell" className="wide-only">{a.segment ?? '–'}</span>
      <span role="cell" className="wide-only">{a.region ?? '–'}</span>
      <span role="cell" className="wide-only">{a.owner ?? '–'}</span>
      <span role="cell" className="wide-only">{a.openAlerts.map(kindOf).join(', ') || '–'}</span>
    </div>
  )
})
