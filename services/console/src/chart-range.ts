import type { Score } from './api.ts'

const [minute, day] = [60_000, 86_400_000]
const lengths: Readonly<Record<string, number>> = { day, week: 7 * day, quarter: 90 * day }

/** What an account's charts can show, in the words of the page. */
export const ranges = { alert: 'Around the latest alert', day: 'A day', week: 'A week', quarter: '90 days', all: 'All' } as const
export type Range = keyof typeof ranges

/** Of a time axis, epoch ms. */
export type Span = readonly [from: number, to: number]

type Point = Pick<Score, 'at' | 'score'>

/** When the score began to fall to what it was at `alertAt`: its first step away from the height of the week before. */
function fallBegan(scores: readonly Point[], alertAt: number): number {
  const before = scores.filter(({ at }) => Date.parse(at) <= alertAt && Date.parse(at) > alertAt - 7 * day)
  if (before.length === 0) return alertAt
  const [high, low] = [Math.max(...before.map(({ score }) => score)), before.at(-1)!.score]
  const next = before[before.findLastIndex(({ score }) => score >= high - (high - low) / 10) + 1]
  return next ? Date.parse(next.at) : alertAt
}

/** The span that a range means now; around an alert it is as long as the fall before it, three times, so that each of its steps can be pointed at. Right of now some room is left. */
export function spanOf(range: Range, scores: readonly Point[], alertAt: number | null, now: number): Span {
  if (range === 'alert' && alertAt !== null) {
    const began = fallBegan(scores, alertAt)
    const around = Math.max(minute, alertAt - began)
    return [began - around, alertAt + around]
  }
  const length = lengths[range] ?? Math.max(minute, now - Date.parse(scores[0]?.at ?? new Date(now - 90 * day).toISOString()))
  return [now - length, now + length * 0.03]
}

/** What is in force in a span: what lies in it, and the last one before. */
export function within<T extends { readonly at: string }>(oldestFirst: readonly T[], [from, to]: Span): readonly T[] {
  const first = oldestFirst.findLastIndex(({ at }) => Date.parse(at) <= from)
  return oldestFirst.slice(Math.max(0, first)).filter(({ at }) => Date.parse(at) <= to)
}
