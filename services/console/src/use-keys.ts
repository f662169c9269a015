import { useEffect, useRef } from 'react'

/** Single keys that do something while nothing is being typed; Escape works everywhere. */
export function useKeys(keys: Readonly<Record<string, () => unknown>>, enabled: boolean): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const typing = target.matches('textarea, select, input:not([type="checkbox"])')
      if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return
      if (event.key === 'Enter' && /^(BUTTON|A)$/.test(target.tagName)) return
      const run = latest.current[event.key]
      if (!run) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [enabled])
}
