import { durationMs } from '../../core/model/duration.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a duration written as ISO 8601 (`PT10S`) or briefly (`500ms`, `10s`, `5m`, `2h`, `1d`); null where it is neither. */
export function parseDuration(text: string): number | null {
  const short = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  return short ? Math.round(Number(short[1]) * units[short[2]!]!) : durationMs(text.trim())
}
