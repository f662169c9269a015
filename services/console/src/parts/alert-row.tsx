import { memo } from 'react'
import type { LiveAlert } from '../api.ts'
import { exact, kindOf, words } from '../format.ts'
import { becameOf, dueOf, type Due, type Promised } from '../urgency.ts'
import { useNow } from '../use-now.ts'
import { Age, Severity, Status } from './small.tsx'

interface Props {
  readonly alert: LiveAlert
  readonly current: boolean
  readonly chosen: boolean
  readonly pending: string | undefined
  readonly promised: Promised | undefined
  /** The revenue that is at risk with its account now, in words. */
  readonly atRisk: string
  readonly onOpen: (alert: LiveAlert) => void
  readonly onChoose: (alertId: string) => void
}

export const titleOf = ({ accountName, accountId, alertId }: LiveAlert): string => accountName ?? accountId ?? alertId.split('~')[0]!

/** Until when somebody has to have taken note. */
export const Deadline = ({ due: { at, missed } }: { due: NonNullable<Due> }) => {
  const iso = new Date(at).toISOString()
  return missed ? <span className="overdue" title={`To be acknowledged until ${exact(iso)}`}>overdue</span> : <>due <Age at={iso} ahead /></>
}

/** One alert of the inbox. Those that did not change are left alone when others do. */
export const AlertRow = memo(function AlertRow({ alert, current, chosen, pending, promised, atRisk, onOpen, onChoose }: Props) {
  const due = dueOf(alert, promised, useNow())
  return (
    <div className={`row ${current ? 'current' : ''} ${alert.severity.toLowerCase()}`}>
      <input type="checkbox" aria-label={`Select ${titleOf(alert)}, ${kindOf(alert.kind)}`} checked={chosen} onChange={() => onChoose(alert.alertId)} />
      <button type="button" className="open" aria-current={current || undefined} onClick={() => onOpen(alert)}>
        <span className="line"><span className="who-what"><strong>{titleOf(alert)}</strong> {kindOf(alert.kind)}</span><span className="money">{atRisk}</span></span>
        <span className="sentence">{alert.reasonAt !== alert.at && <span className="muted"><Age at={alert.reasonAt} />: </span>}{alert.reason}</span>
        <span className="line meta">
          <span className="who-what"><Severity severity={alert.severity} /><Status became={becameOf(alert)} /> {alert.owner}</span>
          <span>{pending ? `${words(pending)}…` : <><Age at={alert.openedAt} />{due && <> · <Deadline due={due} /></>}</>}</span>
        </span>
      </button>
    </div>
  )
})
