import { count } from '../format.ts'

interface Props {
  readonly selected: number
  readonly all: number
  /** Why nothing can be done; null: it can. */
  readonly denied: string | null
  readonly onAll: () => void
  readonly onNone: () => void
  readonly onAcknowledge: () => void
  readonly onSnooze: () => void
  readonly onClose: () => void
}

/** What can be done to all alerts that are selected and in sight of the filters. */
export function BulkBar({ selected, all, denied, onAll, onNone, onAcknowledge, onSnooze, onClose }: Props) {
  return (
    <div className="bulk" hidden={selected === 0} role="group" aria-label="Selected alerts">
      <label><input type="checkbox" ref={(box) => { if (box) box.indeterminate = selected < all }} checked={selected === all} onChange={selected === all ? onNone : onAll} aria-label={`Select all ${count(all)}`} /> <strong>{count(selected)} selected</strong></label>
      <button type="button" disabled={denied !== null} title={denied ?? undefined} onClick={onAcknowledge}>Acknowledge</button>
      <button type="button" disabled={denied !== null} title={denied ?? undefined} onClick={onSnooze}>Snooze</button>
      <button type="button" disabled={denied !== null} title={denied ?? undefined} onClick={onClose}>Close</button>
    </div>
  )
}
