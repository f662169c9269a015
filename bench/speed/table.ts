import type { Measured } from './measure.ts'

const columns: readonly (readonly [title: string, of: (m: Measured) => string])[] = [
  ['run', (m) => (m.rate === null ? `throughput ${m.round}` : `${m.rate}/s`)],
  ['', (m) => m.contestant],
  ['results/s', (m) => String(m.watched.perSecond)],
  ['2nd half/s', (m) => String(m.watched.perSecondSecondHalf)],
  ['CPU s/100k', (m) => cpuOf(m).toFixed(1)],
  ['broker', (m) => m.watched.processes['broker']!.cpuSecondsPer100k.toFixed(1)],
  ['MB peak', (m) => String(memoryOf(m))],
  ['p50 ms', (m) => latencyOf(m, 'p50')],
  ['p90', (m) => latencyOf(m, 'p90')],
  ['p99', (m) => latencyOf(m, 'p99')],
  ['p99.9', (m) => latencyOf(m, 'p999')],
  ['sender late p99', (m) => m.sender?.p99.toFixed(1) ?? ''],
  ['stored B', (m) => m.storedBytes.toFixed(0)],
  ['start s', (m) => m.startSeconds.toFixed(1)],
  ['restore s', (m) => m.restoreSeconds?.toFixed(1) ?? ''],
  ['load', (m) => m.loadBefore.toFixed(1)],
  ['wrong', (m) => String(faultsOf(m).length === 0 ? 0 : faultsOf(m).join('; '))],
]

const servicesOf = ({ watched }: Measured) => Object.entries(watched.processes).filter(([name]) => name !== 'broker').map(([, process]) => process)

/** CPU seconds per 100,000 results of all processes but the broker. */
export const cpuOf = (m: Measured): number => servicesOf(m).reduce((sum, { cpuSecondsPer100k }) => sum + cpuSecondsPer100k, 0)
/** The processes' peaks, added up. */
export const memoryOf = (m: Measured): number => servicesOf(m).reduce((sum, { peakRssMb }) => sum + peakRssMb, 0)

const latencyOf = ({ watched }: Measured, percentile: 'p50' | 'p90' | 'p99' | 'p999'): string => (watched.latencyMs === null ? '' : watched.latencyMs[percentile].toFixed(0))

/** Why a run's figures count for nothing; empty where its results are right. `countedOnly`: the load is too large for the oracle. */
export function faultsOf({ watched, differences }: Measured, countedOnly = false): string[] {
  const faults: string[] = []
  if (watched.interactions !== watched.expected) faults.push(`${watched.interactions} of ${watched.expected} results`)
  const doubled = watched.duplicateInteractions + watched.duplicateAlertSteps
  if (doubled > 0) faults.push(`${doubled} doubled`)
  if (differences === null && !countedOnly) faults.push('not held against the oracle')
  if (differences) faults.push(`${differences} differences to the oracle`)
  return faults
}

/** All runs as a table. */
export const table = (runs: readonly Measured[]): string => markdown([columns.map(([title]) => title), ...runs.map((m) => columns.map(([, of]) => of(m)))], 2)

/** Rows, the first of them titles, as a table in Markdown, the first `left` columns aligned to the left. */
export function markdown(rows: readonly (readonly string[])[], left: number): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length), 2))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => (i < left ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i < left ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n')
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

/** What the comparison at full speed comes to, a line for each that ours is compared with; empty where only one contestant ran. */
export function verdict(runs: readonly Measured[]): string {
  const full = runs.filter(({ kind }) => kind === 'throughput')
  const others = [...new Set(full.map(({ contestant }) => contestant))].filter((name) => name !== 'ours')
  if (!full.some(({ contestant }) => contestant === 'ours')) return ''
  return others.map((other) => {
    const of = (name: Measured['contestant'], figure: (m: Measured) => number) => median(full.filter(({ contestant }) => contestant === name).map(figure))
    const ratio = (figure: (m: Measured) => number) => (of('ours', figure) / of(other, figure)).toFixed(2)
    const withBroker = (m: Measured) => 1 / (cpuOf(m) + m.watched.processes['broker']!.cpuSecondsPer100k)
    return `Ours to ${other} (medians): ${ratio((m) => m.watched.perSecond)} × results/s from cold, ${ratio((m) => m.watched.perSecondSecondHalf)} × in the second half, `
      + `${ratio((m) => 1 / cpuOf(m))} × results per CPU second (${ratio(withBroker)} × with the broker's), ${ratio(memoryOf)} × memory.`
  }).join('\n')
}
