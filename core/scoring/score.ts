import type { Band, Quadrant } from '../../schemas/types.ts'
import { dayMs, type Model, type SegmentRules } from '../model/model.ts'
import type { Account } from './account.ts'

/** An account's score at one time; value = prior + the sum of the contributions (in the order of the account's drivers). */
export interface Score {
  readonly value: number
  readonly evidence: number
  readonly prior: number
  readonly contributions: readonly number[]
}

/** What remains of a weight after `elapsedMs`: 2^(−elapsed/halfLife), 1 where no time has passed. */
export const decay = (halfLifeMs: number, elapsedMs: number): number => (elapsedMs <= 0 ? 1 : Math.pow(2, -elapsedMs / halfLifeMs))

/** UTC day number of a time. */
export const dayOf = (time: number): number => Math.floor(time / dayMs)
/** The last instant of a day. */
export const closeOf = (day: number): number => (day + 1) * dayMs - 1

/** S, E and D_c at time `at` (scoring.md §3), which lies at or after every driver's reference time. */
export function scoreAt(account: Account, at: number, model: Model): Score {
  const { mean, strength } = model.segment(account.crm.segment)
  const contributions = new Array<number>(account.drivers.length)
  let evidence = 0
  let sums = 0
  for (let i = 0; i < account.drivers.length; i++) {
    const d = account.drivers[i]!
    const left = d.weight === 0 ? 0 : decay(model.halfLifeMs(d.name), at - d.ref)
    evidence += d.weight * left
    sums += d.sum * left
    contributions[i] = (d.sum - mean * d.weight) * left
  }
  const total = strength + evidence
  for (let i = 0; i < contributions.length; i++) contributions[i] = contributions[i]! / total
  return { value: (strength * mean + sums) / total, evidence, prior: mean, contributions }
}

/** "Below" is strict everywhere. */
export function bandOf(score: Score, rules: SegmentRules): Band {
  if (score.evidence < rules.minEvidence) return 'UNKNOWN'
  if (score.value < rules.alertBelow) return 'AT_RISK'
  return score.value < rules.goodFrom ? 'WATCH' : 'HEALTHY'
}

/** Null where the band is unknown or revenue is missing. */
export function quadrantOf(band: Band, revenue: number | null, rules: SegmentRules): Quadrant | null {
  if (band === 'UNKNOWN' || revenue === null) return null
  const good = revenue >= rules.goodRevenue
  if (band === 'AT_RISK') return good ? 'AT_RISK' : 'DANGLING'
  return good ? 'MODEL' : 'GROWTH'
}

/** The close of the day so many days before `at`'s day; null where the account has none that old. */
export function closeBefore(account: Account, at: number, days: number): { value: number; evidence: number } | null {
  if (account.lastClose === null) return null
  const index = account.closes.length - 1 - (account.lastClose - (dayOf(at) - days))
  return account.closes[index] ?? null
}
