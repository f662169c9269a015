import { useSyncExternalStore } from 'react'

const dark = matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark.addEventListener('change', listener)
  return () => { observer.disconnect(); dark.removeEventListener('change', listener) }
}

/** The theme in force. What is drawn on a canvas has to be drawn anew when it changes. */
export const useTheme = (): string => useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light'))
