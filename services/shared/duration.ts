const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const iso = /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/**
 * An ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds; null where it is none.
 * Months and years have no fixed length and are not accepted.
 */
export function parseIsoDuration(text: string): number | null {
  const match = iso.exec(text)
  if (!match || text.endsWith('T') || text === 'P') return null
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return Math.round((weeks! * 7 + days!) * units.d! + hours! * units.h! + minutes! * units.m! + seconds! * units.s!)
}

/** As parseIsoDuration, and the short forms `500ms`, `10s`, `5m`, `2h`, `1d`. */
export function parseDuration(text: string): number | null {
  const short = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  return short ? Math.round(Number(short[1]) * units[short[2]!]!) : parseIsoDuration(text.trim())
}
