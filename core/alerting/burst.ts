import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { dayOf } from '../scoring/score.ts'
import { openOf, type Moment } from './alert.ts'
import { end, mayOpen, open, worsen } from './episode.ts'
import { compareWithClose } from './explain.ts'
import { severityOf } from './severity.ts'

const kind = 'BURST'

/** How many bad observations an account usually has a day. */
export interface Burst {
  /** UTC day that `count` is of. */
  day: number
  count: number
  /** Decayed sum and number of the days before; their quotient is the norm. */
  sum: number
  days: number
  /** Whether the latest day that ended stayed below its limit. */
  calm: boolean
}

const decayOf = (rules: SegmentRules) => Math.pow(2, -1 / rules.burst.halfLifeDays)
/** Bad observations on a usual day; null on the first day that is known. */
export const usualOf = (b: Burst): number | null => (b.days === 0 ? null : b.sum / b.days)
const limitOf = (b: Burst, rules: SegmentRules) => Math.max(rules.burst.atLeast, rules.burst.factor * (usualOf(b) ?? 0))

/** Ends the days before `day`: each goes into the norm. */
export function moveBurst(account: Account, day: number, rules: SegmentRules): void {
  const b = account.burst
  if (b === null || day <= b.day) return
  const f = decayOf(rules)
  const gap = day - b.day
  b.calm = gap > 1 || b.count < limitOf(b, rules)
  // One day with its count, then gap − 1 days without any; both sums in closed form.
  const rest = Math.pow(f, gap - 1)
  b.sum = (b.sum * f + b.count) * rest
  b.days = (b.days * f + 1) * rest + (f === 1 ? gap - 1 : (1 - rest) / (1 - f))
  b.day = day
  b.count = 0
}

/** Counts a bad observation of today. */
export function countBad(account: Account, value: number, occurredAt: number, at: number, rules: SegmentRules): void {
  const today = dayOf(at)
  account.burst ??= { day: today, count: 0, sum: 0, days: 0, calm: true }
  moveBurst(account, today, rules)
  if (value < rules.burst.below && dayOf(occurredAt) === today) account.burst.count++
}

/** Takes back a bad observation of today that was corrected. */
export function uncountBad({ burst }: Account, value: number, occurredAt: number, rules: SegmentRules): void {
  if (burst !== null && value < rules.burst.below && dayOf(occurredAt) === burst.day) burst.count = Math.max(0, burst.count - 1)
}

/** BURST: many bad observations in one day, against the account's norm; the first day that stays below the limit resolves it. */
export function reviewBurst(m: Moment): void {
  const { account, rules } = m
  if (account.burst === null) return
  moveBurst(account, dayOf(m.at), rules)
  const b = account.burst
  const alert = openOf(account, kind)
  const step = () => ({ threshold: null, comparison: compareWithClose(account, m.at, rules) })
  if (alert !== undefined) {
    if (b.day > dayOf(alert.openedAt) && b.calm) end(m, alert, 'RESOLVED', step())
    else worsen(m, alert, step)
    return
  }
  if (b.count < limitOf(b, rules)) return
  const severity = severityOf(account, m.score, m.at, rules)
  if (m.observation !== null && mayOpen(m, kind, severity)) open(m, kind, severity, step())
}
