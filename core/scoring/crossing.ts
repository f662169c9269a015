import type { Model } from '../model/model.ts'
import type { Account } from './account.ts'
import { decay } from './score.ts'

/** Sums of the drivers that share a half-life, relative to a line: Σ (A_c − line·W_c) at the time looked from. */
interface Group {
  readonly halfLifeMs: number
  readonly excess: number
}

/**
 * The first tick in (from, until] at which S lies below `line` by decay alone; null where there is none.
 * S < line ⟺ k(μ − line) + Σ (A_c − line·W_c)·2^(−Δ/h_c) < 0. Decay pulls S towards μ, so a dip needs a good driver that fades faster than
 * a bad one. Intervals are excluded by a lower bound (good at its end, bad at its start) and halved otherwise, so no tick is missed.
 */
export function firstTickBelow(account: Account, line: number, from: number, until: number, tickMs: number, model: Model): number | null {
  if (!mayEverDip(account, line, model)) return null
  const groups = groupsOf(account, line, from, model)
  if (!mayDip(groups)) return null
  const { mean, strength } = model.segment(account.crm.segment)
  const rest = strength * (mean - line)
  const lower = (start: number, end: number): number => {
    let sum = rest
    for (const g of groups) sum += g.excess * decay(g.halfLifeMs, (g.excess > 0 ? end : start) - from)
    return sum
  }
  const search = (low: number, high: number): number | null => {
    if (high - low === 1) return lower(high * tickMs, high * tickMs) < 0 ? high : null
    if (lower(low * tickMs, high * tickMs) >= 0) return null
    const middle = low + Math.floor((high - low) / 2)
    return search(low, middle) ?? search(middle, high)
  }
  const first = Math.floor(from / tickMs)
  const last = Math.floor(until / tickMs)
  const tick = last > first ? search(first, last) : null
  return tick === null ? null : tick * tickMs
}

function groupsOf(account: Account, line: number, at: number, model: Model): Group[] {
  const sums = new Map<number, number>()
  const { drivers } = account
  for (let i = 0; i < drivers.length; i++) {
    const weight = drivers.weight(i)
    if (weight === 0) continue
    const halfLifeMs = model.halfLifeMs(drivers.name(i))
    sums.set(halfLifeMs, (sums.get(halfLifeMs) ?? 0) + (drivers.sum(i) - line * weight) * decay(halfLifeMs, at - drivers.ref(i)))
  }
  return [...sums].map(([halfLifeMs, excess]) => ({ halfLifeMs, excess }))
}

/** Whether something good fades faster than something bad. */
function mayDip(groups: readonly Group[]): boolean {
  let fastestGood = Infinity
  let slowestBad = 0
  for (const g of groups) {
    if (g.excess > 0) fastestGood = Math.min(fastestGood, g.halfLifeMs)
    else if (g.excess < 0) slowestBad = Math.max(slowestBad, g.halfLifeMs)
  }
  return fastestGood < slowestBad
}

/** The same of single drivers: where none that is good fades faster than one that is bad, no groups of them do, and nothing needs to be summed up. */
function mayEverDip({ drivers }: Account, line: number, model: Model): boolean {
  let fastestGood = Infinity
  let slowestBad = 0
  for (let i = 0; i < drivers.length; i++) {
    const excess = drivers.sum(i) - line * drivers.weight(i)
    if (excess > 0) fastestGood = Math.min(fastestGood, model.halfLifeMs(drivers.name(i)))
    else if (excess < 0) slowestBad = Math.max(slowestBad, model.halfLifeMs(drivers.name(i)))
  }
  return fastestGood < slowestBad
}
