import { useSyncExternalStore } from 'react'

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'bad' | 'plain'
}

let toasts: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()
const change = (next: readonly Toast[]) => {
  toasts = next
  listeners.forEach((each) => each())
}

const dismiss = (id: number) => change(toasts.filter((each) => each.id !== id))

/** Tells people something for eight seconds; what is bad until they have taken note. */
export function toast(text: string, tone: Toast['tone']): void {
  const id = ++last
  change([...toasts, { id, text, tone }])
  if (tone !== 'bad') setTimeout(() => dismiss(id), 8000)
}

export function Toasts() {
  const shown = useSyncExternalStore((listener) => { listeners.add(listener); return () => void listeners.delete(listener) }, () => toasts)
  return <div className="toasts" aria-live="polite">{shown.map(({ id, text, tone }) => <div key={id} className={`toast ${tone}`}><span>{text}</span>{tone === 'bad' && <button type="button" className="quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>✕</button>}</div>)}</div>
}
