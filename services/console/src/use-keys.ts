import { useLayoutEffect, useRef, useState } from 'react'

const stored = 'cx.keys'

/** Whether keys that are characters do something: people who speak their input turn them off (WCAG 2.1.4). */
export function useKeysOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(stored) !== 'off')
  return [on, (next) => { localStorage.setItem(stored, next ? 'on' : 'off'); setOn(next) }]
}

/** Single keys that do something while nothing is being typed, characters only where `characters` is set; Escape works everywhere. */
export function useKeys(characters: boolean, keys: Readonly<Record<string, () => unknown>>, enabled: boolean): void {
  const latest = useRef(keys)
  latest.current = keys
  // Before the next key can come: one that is pressed right after a dialog has gone must not be lost.
  useLayoutEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      // The Escape that closed a dialog gets here when this was already put in place for it.
      if (event.defaultPrevented) return
      const target = event.target as HTMLElement
      const typing = target.matches('textarea, select, input:not([type="checkbox"])')
      if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) return
      if (event.key === 'Enter' && /^(BUTTON|A)$/.test(target.tagName)) return
      const run = characters || event.key.length > 1 ? latest.current[event.key] : undefined
      if (!run) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [characters, enabled])
}
