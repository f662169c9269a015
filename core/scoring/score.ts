import type { Band, Quadrant } from '../../schemas/types.ts'
import { dayMs, type Model, type SegmentRules } from '../model/model.ts'
import { mostDrivers, type Account } from './account.ts'

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

/**
 * S, E and D_c at time `at` (scoring.md §3), which lies at or after every driver's reference time.
 * One record asks several times for nearly the same, so what was worked out last is looked at first: the answer is the same to the last bit.
 */
export function scoreAt(account: Account, at: number, model: Model): Score {
  const { drivers } = account
  const rules = model.segment(account.crm.segment)
  const sameMoment = last.account === account && last.at === at && last.model === model
  if (sameMoment && last.rules === rules && last.version === drivers.version) return last.score
  const known = sameMoment ? last.count : 0
  const { mean, strength } = rules
  const contributions = new Array<number>(drivers.length)
  let evidence = 0
  let sums = 0
  for (let i = 0; i < drivers.length; i++) {
    const weight = drivers.weight(i)
    const sum = drivers.sum(i)
    const ref = drivers.ref(i)
    const left = weight === 0 ? 0 : i < known && last.refs[i] === ref && last.lefts[i] !== 0 ? last.lefts[i]! : decay(model.halfLifeMs(drivers.name(i)), at - ref)
    evidence += weight * left
    sums += sum * left
    contributions[i] = (sum - mean * weight) * left
    last.refs[i] = ref
    last.lefts[i] = left
  }
  const total = strength + evidence
  for (let i = 0; i < contributions.length; i++) contributions[i] = contributions[i]! / total
  last.account = account
  last.at = at
  last.model = model
  last.rules = rules
  last.count = drivers.length
  last.version = drivers.version
  last.score = { value: (strength * mean + sums) / total, evidence, prior: mean, contributions }
  return last.score
}

/** What the last score was worked out from, and what had remained of each driver by then. */
const last = {
  account: null as Account | null, model: null as Model | null, rules: null as SegmentRules | null, at: NaN, count: 0, version: 0,
  refs: new Float64Array(mostDrivers), lefts: new Float64Array(mostDrivers),
  score: null as unknown as Score,
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
