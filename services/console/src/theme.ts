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
