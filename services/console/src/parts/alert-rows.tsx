import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { usePromised } from '../alert-rules.ts'
import type { LiveAlert } from '../api.ts'
import { atRiskOf } from '../at-risk.ts'
import { count, money } from '../format.ts'
import { useAccountsNow } from '../use-accounts-now.ts'
import { AlertRow } from './alert-row.tsx'

/** As in styles.css. */
const rowHeight = 100

interface Props {
  readonly alerts: readonly LiveAlert[]
  /** The alert that is read; -1: none of these. */
  readonly index: number
  readonly chosen: ReadonlySet<string>
  readonly pending: ReadonlyMap<string, string>
  readonly onOpen: (alert: LiveAlert) => void
  readonly onChoose: (alertId: string) => void
}

/** The list of alerts, of which only those in sight are in the page. */
export function AlertRows({ alerts, index, chosen, pending, onOpen, onChoose }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const promised = usePromised()
  const known = useAccountsNow()
  const atRisk = (alert: LiveAlert) => { const { amount, currency } = atRiskOf(alert, known); return amount ? money(amount, currency) : '' }
  const rows = useVirtualizer({ count: alerts.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 6, getItemKey: (i) => alerts[i]!.alertId })
  useStillness(scroll, alerts)
  const currentId = alerts[index]?.alertId
  useEffect(() => { if (index >= 0) rows.scrollToIndex(index) }, [currentId])
  return (
    <div className="rows" ref={scroll} tabIndex={0} role="region" aria-label={`${count(alerts.length)} open alerts`}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index: i, start }) => (
          <li key={key} aria-setsize={alerts.length} aria-posinset={i + 1} style={{ transform: `translateY(${start}px)` }}>
            <AlertRow alert={alerts[i]!} current={i === index} chosen={chosen.has(alerts[i]!.alertId)} pending={pending.get(alerts[i]!.alertId)} promised={promised} atRisk={atRisk(alerts[i]!)} onOpen={onOpen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Whoever has scrolled down goes on reading the same alert at the same place when others come in or go above it. At the top the newest come into sight. */
function useStillness(scroll: React.RefObject<HTMLDivElement | null>, alerts: readonly LiveAlert[]): void {
  const before = useRef(alerts)
  useLayoutEffect(() => {
    const [element, known] = [scroll.current!, before.current]
    before.current = alerts
    const top = Math.floor(element.scrollTop / rowHeight)
    if (known === alerts || element.scrollTop === 0 || !known[top]) return
    const at = alerts.findIndex(({ alertId }) => alertId === known[top]!.alertId)
    if (at >= 0 && at !== top) element.scrollTop += (at - top) * rowHeight
  }, [alerts])
}
