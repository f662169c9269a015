import { useMemo } from 'react'
import type { Score } from './api.ts'
import { ranges, spanOf, type Range, type Span } from './chart-range.ts'
import { useFilter } from './use-filter.ts'
import { useNow } from './use-now.ts'

export interface ShownSpan {
  readonly range: Range
  /** Ranges that can be chosen. */
  readonly offered: readonly Range[]
  readonly span: Span
  readonly choose: (range: string) => void
}

/** The span of time that an account's charts show: as the address says, else around the latest alert, else 90 days. Scores stand oldest first. */
export function useShownSpan(scores: readonly Score[], alertsOpened: readonly string[]): ShownSpan {
  const [filter, setFilter] = useFilter(['range'] as const)
  const now = useNow()
  const latest = alertsOpened.length === 0 ? null : Math.max(...alertsOpened.map((at) => Date.parse(at)))
  const offered = (Object.keys(ranges) as Range[]).filter((each) => each !== 'alert' || latest !== null)
  const range = offered.find((each) => each === filter.range) ?? (latest === null ? 'quarter' : 'alert')
  const [from, to] = useMemo(() => spanOf(range, scores, latest, now), [range, scores, latest, now])
  return { range, offered, span: useMemo(() => [from, to], [from, to]), choose: (chosen) => setFilter('range', chosen) }
}
