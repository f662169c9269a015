import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { ActionBody } from '../actions.ts'

/** A modal dialog of the platform: focus stays inside, Escape closes. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null)
  const gone = useRef(false)
  useEffect(() => ref.current?.showModal(), [])
  const tell = () => {
    if (!gone.current) onClose()
    gone.current = true
  }
  // The platform tells of a closed dialog a moment after it has gone from sight: a key that is pressed in between would be lost, and one that opens another dialog would close that.
  const close = () => {
    ref.current?.close()
    tell()
  }
  return (
    <dialog ref={ref} aria-label={title} onClose={tell} onCancel={close} onClick={(event) => event.target === ref.current && close()}>
      <form method="dialog" className="dialog">
        <h2>{title}</h2>
        {children}
      </form>
    </dialog>
  )
}

const hour = 3_600_000
const naps = [['4 hours', 4 * hour], ['1 day', 24 * hour], ['3 days', 72 * hour], ['1 week', 168 * hour]] as const
const outcomes = [['SAVED', 'Saved'], ['NOT_SAVED', 'Not saved'], ['FALSE_ALARM', 'False alarm']] as const

export function SnoozeDialog({ count, onClose, onAct }: { count: number; onClose: () => void; onAct: (body: ActionBody) => void }) {
  return (
    <Dialog title={`Snooze ${count === 1 ? 'this alert' : `${count} alerts`}`} onClose={onClose}>
      <p>Escalation stops until then.</p>
      <div className="options">
        {naps.map(([label, ms]) => <button key={label} type="submit" onClick={() => onAct({ action: 'SNOOZE', until: new Date(Date.now() + ms).toISOString() })}>{label}</button>)}
      </div>
    </Dialog>
  )
}

export function CloseDialog({ count, onClose, onAct }: { count: number; onClose: () => void; onAct: (body: ActionBody) => void }) {
  const [note, setNote] = useState('')
  return (
    <Dialog title={`Close ${count === 1 ? 'this alert' : `${count} alerts`}`} onClose={onClose}>
      <label className="field"><span>Note</span><textarea rows={3} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} placeholder="What was done" /></label>
      <p>How did it end?</p>
      <div className="options">
        {outcomes.map(([outcome, label]) => <button key={outcome} type="submit" onClick={() => onAct({ action: 'CLOSE', outcome, ...(note && { note }) })}>{label}</button>)}
      </div>
    </Dialog>
  )
}

const keys = [['j / k', 'next, previous'], ['x', 'select'], ['a', 'acknowledge'], ['s', 'snooze'], ['c', 'close'], ['Enter', 'open the account'], ['/', 'search'], ['Esc', 'leave, clear'], ['?', 'this help']] as const

export function HelpDialog({ keysOn, onKeysOn, onClose }: { keysOn: boolean; onKeysOn: (on: boolean) => void; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="keys">{keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      <label className="choice"><input type="checkbox" checked={keysOn} onChange={(event) => onKeysOn(event.target.checked)} />Keys on</label>
      <div className="options"><button type="submit">Done</button></div>
    </Dialog>
  )
}
