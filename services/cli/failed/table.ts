import type { FailedEvent } from '../../../schemas/types.ts'
import type { Terminal } from '../terminal.ts'

/** Failed events as a table: one line each, the reason cut to the terminal's width. */
export function failedTable(events: readonly FailedEvent[], { color, width }: Terminal): string[] {
  if (events.length === 0) return []
  const rows = events.map((event) => [new Date(event.at).toISOString(), event.failureId, event.code, String(event.attempts)] as const)
  const heading = ['failed at', 'failure', 'code', 'attempts'] as const
  const widths = heading.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i]!.length)))
  const left = Math.max(30, width - widths.reduce((sum, each) => sum + each + 2, 0))
  const line = (cells: readonly string[], rest: string) => `${cells.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}  ${rest}`
  return [
    color.bold(line(heading, 'reason')),
    ...rows.map((row, i) => line(row, fitted(events[i]!.reason, left))),
  ]
}

const fitted = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text)

/** One failed event as a line of JSON: times in ISO 8601, bytes in base64. */
export function failedJson(event: FailedEvent): string {
  const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))
  return JSON.stringify({
    ...event,
    at: new Date(event.at).toISOString(),
    timestamp: new Date(event.timestamp).toISOString(),
    key: base64(event.key),
    value: base64(event.value),
    headers: Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name, base64(value)])),
  })
}
