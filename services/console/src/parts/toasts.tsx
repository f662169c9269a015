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

/** Tells people something for eight seconds. */
export function toast(text: string, tone: Toast['tone']): void {
  const id = ++last
  change([...toasts, { id, text, tone }])
  setTimeout(() => change(toasts.filter((each) => each.id !== id)), 8000)
}

export function Toasts() {
  const shown = useSyncExternalStore((listener) => { listeners.add(listener); return () => void listeners.delete(listener) }, () => toasts)
  return <div className="toasts" aria-live="polite">{shown.map(({ id, text, tone }) => <div key={id} className={`toast ${tone}`}>{text}</div>)}</div>
}
