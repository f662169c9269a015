/** Pure words and figures for the screens. Times in are ISO 8601 or epoch ms; `now` is epoch ms. */

const minute = 60_000
const units = [['d', 1440 * minute], ['h', 60 * minute], ['min', minute]] as const

/** How long ago or ahead, in its largest unit: `3 h`, `2 d`; `now` below a minute. */
export function age(at: string | number, now: number): string {
  const ms = Math.abs(now - new Date(at).getTime())
  const unit = units.find(([, size]) => ms >= size)
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : 'now'
}

export const exact = (at: string | number): string => new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
export const day = (at: string | number): string => new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' })

/** A score, one digit behind the point; – where there is none. */
export const points = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : value.toFixed(1))

/** With its sign, a true minus. */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`

/** Money in short, in the locale's way: €654K. Without a currency the number alone. */
export function money(amount: number | null | undefined, currency: string | null | undefined): string {
  if (amount === null || amount === undefined) return '–'
  const style = currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const : {}
  try {
    return new Intl.NumberFormat(undefined, { ...style, notation: 'compact', maximumFractionDigits: 1 }).format(amount)
  } catch {
    return `${new Intl.NumberFormat(undefined, { notation: 'compact' }).format(amount)} ${currency}`
  }
}

/** Sums by currency; amounts of different currencies are never added up. */
export function byCurrency(items: readonly { amount: number | null; currency: string | null }[]): [currency: string | null, amount: number][] {
  const sums = new Map<string | null, number>()
  for (const { amount, currency } of items) if (amount !== null && amount > 0) sums.set(currency, (sums.get(currency) ?? 0) + amount)
  return [...sums].sort(([, a], [, b]) => b - a)
}

const kinds: Readonly<Record<string, string>> = {
  SCORE_BELOW: 'Low score', SCORE_DROP: 'Score drop', LOW_SURVEY: 'Bad survey', SILENT: 'Silent', BURST: 'Burst of bad contacts', SOURCE_OUTAGE: 'Source outage', MODEL_CHANGE: 'Model change',
}
export const kindOf = (kind: string): string => kinds[kind] ?? kind

/** `AT_RISK` → `At risk`. */
export const words = (symbol: string | null | undefined): string => (symbol ? (symbol[0]!.toUpperCase() + symbol.slice(1).toLowerCase()).replaceAll('_', ' ') : '–')

/** A table as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csv(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? '' : String(value)
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}
