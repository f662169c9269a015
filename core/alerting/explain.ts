import type { DriverChange } from '../../schemas/types.ts'
import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { closeOf, dayOf, type Score } from '../scoring/score.ts'
import type { Touch } from '../scoring/touches.ts'
import { nothingToCompare, type Comparison, type Moment, type OpenAlert } from './alert.ts'

/** The close `scoreDrop.days` days before, the earliest kept one where the account is younger, the prior mean where there is none. */
export function compareWithClose(account: Account, at: number, rules: SegmentRules): Comparison {
  const day = dayOf(at) - rules.dropDays
  const close = account.details.find((c) => c.day >= day)
  if (close === undefined) return { score: { value: rules.mean, evidence: 0, prior: rules.mean, contributions: [] }, at: null, accepted: 0 }
  return { score: close, at: closeOf(close.day), accepted: close.accepted }
}

/**
 * What a step of an open alert that no change of the score brings about, as an escalation, is explained against, so that whom it reaches need not look for the step before.
 * Against no close from after the opening: what led to the alert is in that already.
 */
export function comparisonOf({ account, at, rules }: Moment, { kind, openedAt }: OpenAlert): Comparison {
  if (kind !== 'SCORE_BELOW' && kind !== 'SCORE_DROP' && kind !== 'BURST') return nothingToCompare
  const earliest = account.details[0]
  return earliest === undefined || closeOf(earliest.day) < openedAt ? compareWithClose(account, at, rules) : nothingToCompare
}

/** The threshold of an open alert's step: the line that the score lies below, of the kind that has one. */
export const lineOf = ({ rules, score }: Moment, { kind }: OpenAlert): number | null =>
  (kind !== 'SCORE_BELOW' ? null : score.value < rules.criticalBelow ? rules.criticalBelow : rules.alertBelow)

/** What such a step says of the score. */
export const asItStands = (m: Moment, alert: OpenAlert): { threshold: number | null; comparison: Comparison } => ({ threshold: lineOf(m, alert), comparison: comparisonOf(m, alert) })

/** A driver's change with the events that touched the driver since, for the sentence. */
export interface Reason {
  readonly moved: DriverChange
  /** Place among the account's drivers; −1 for the prior. */
  readonly index: number
  readonly touches: readonly Touch[]
}

/** Signed changes, largest effect first; they add up to after − before. A change of the prior is the driver named `prior`. */
export function explain(account: Account, before: Comparison, after: Score): Reason[] {
  if (before.score === null) return []
  const changes: Reason[] = []
  for (let i = 0; i < account.drivers.length; i++) {
    const contribution = after.contributions[i]!
    const change = contribution - (before.score.contributions[i] ?? 0)
    if (change === 0) continue
    const touches = account.touches.since(i, before.accepted)
    changes.push({ moved: { driver: account.drivers.name(i), change, contribution, eventIds: touches.map((t) => t.eventId) }, index: i, touches })
  }
  if (after.prior !== before.score.prior) {
    changes.push({ moved: { driver: 'prior', change: after.prior - before.score.prior, contribution: after.prior, eventIds: [] }, index: -1, touches: [] })
  }
  return changes.sort(({ moved: a }, { moved: b }) => Math.abs(b.change) - Math.abs(a.change) || (a.driver < b.driver ? -1 : 1))
}
