import { useEffect, useRef, useState } from 'react'
import type { LiveAlert } from '../api.ts'
import { kindOf, words } from '../format.ts'
import { titleOf } from './alert-row.tsx'

/** Tells those who listen to the page, not look at it, what came in, several at once by their number, and what the keys have led to. */
export function Announcer({ alerts, reading }: { alerts: readonly LiveAlert[]; reading: string }) {
  const known = useRef<ReadonlySet<string>>(null)
  const [said, say] = useState('')
  useEffect(() => {
    const before = known.current
    known.current = new Set(alerts.map(({ alertId }) => alertId))
    const fresh = before === null ? [] : alerts.filter(({ alertId }) => !before.has(alertId))
    if (fresh.length > 0) say(fresh.length === 1 ? `New alert: ${titleOf(fresh[0]!)}, ${kindOf(fresh[0]!.kind)}, ${words(fresh[0]!.severity)}` : `${fresh.length} new alerts`)
  }, [alerts])
  return <><div role="log" className="visually-hidden">{said}</div><div role="status" aria-label="Current alert" className="visually-hidden">{reading}</div></>
}
