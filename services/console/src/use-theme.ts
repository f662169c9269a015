import { useSyncExternalStore } from 'react'

const key = 'cx.theme'
/** `light`, `dark`, or `system`: as the platform has it. */
export const chosenTheme = (): string => localStorage.getItem(key) ?? 'system'

export function chooseTheme(theme: string): void {
  localStorage.setItem(key, theme)
  applyTheme()
}

export function applyTheme(): void {
  const theme = chosenTheme()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

const dark = matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark.addEventListener('change', listener)
  return () => { observer.disconnect(); dark.removeEventListener('change', listener) }
}

/** The theme in force. What is drawn on a canvas has to be drawn anew when it changes. */
export const useTheme = (): string => useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light'))
