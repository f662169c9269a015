/** Pure words and figures for the screens, in the reader's locale. Times in are ISO 8601 or epoch ms; `now` is epoch ms. */

const minute = 60_000
const units = [['d', 1440 * minute], ['h', 60 * minute], ['min', minute]] as const

/** How long ago or ahead, in its largest unit: `3 h`, `2 d`; `now` below a minute. */
export function age(at: string | number, now: number): string {
  const ms = Math.abs(now - new Date(at).getTime())
  const unit = units.find(([, size]) => ms >= size)
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : 'now'
}

// Making a formatter takes longer than all else of a row.
const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const daily = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
const wholes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })

export const exact = (at: string | number): string => exactly.format(new Date(at))
export const timeOfDay = (at: string | number): string => clock.format(new Date(at))
export const day = (at: string | number): string => daily.format(new Date(at))

/** A time on an axis: as short as the axis' length allows. */
export const moment = (at: number, axisMs: number): string => (axisMs >= 2880 * minute ? daily : axisMs < 10 * minute ? seconds : clock).format(new Date(at))
export const count = (value: number): string => wholes.format(value)

/** A share, 0 to 1, as whole percents. */
export const percent = (share: number): string => percents.format(share)

/** A score, one digit behind the point; – where there is none. */
export const points = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : tenths.format(value))

/** With its sign, a true minus; what is rounded to nothing has none. */
export const signed = (value: number): string => {
  const shown = tenths.format(Math.abs(value))
  return shown === tenths.format(0) ? shown : `${value < 0 ? '−' : '+'}${shown}`
}

const monies = new Map<string, Intl.NumberFormat | null>()

/** Null: not a currency that the locale's rules know. */
function moneyFormat(currency: string): Intl.NumberFormat | null {
  const known = monies.get(currency)
  if (known !== undefined) return known
  let made: Intl.NumberFormat | null = null
  try {
    made = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1, ...(currency && { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }) })
  } catch { /* CRM may hold any three letters. */ }
  monies.set(currency, made)
  return made
}

/** Money in short, in the locale's way: €654K. Without a currency the number alone. */
export function money(amount: number | null | undefined, currency: string | null | undefined): string {
  if (amount === null || amount === undefined) return '–'
  return moneyFormat(currency ?? '')?.format(amount) ?? `${moneyFormat('')!.format(amount)} ${currency}`
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

/** A driver or touch point for people: `support.call` → `Support call`, `survey.nps` → `NPS survey`. */
export const driverName = (driver: string): string => {
  const [, metric] = /^survey\.(\w+)$/.exec(driver) ?? []
  if (metric) return `${metric.toUpperCase()} survey`
  const spaced = driver.replaceAll(/[._-]+/g, ' ').trim()
  return spaced ? spaced[0]!.toUpperCase() + spaced.slice(1) : driver
}

/** A table as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csv(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? '' : String(value)
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}
