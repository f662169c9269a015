import type { Severity } from '../../schemas/types.ts'
import type { SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { bandOf, quadrantOf, type Score } from '../scoring/score.ts'

const rank: Record<Severity, number> = { NORMAL: 0, HIGH: 1, CRITICAL: 2 }

/** How bad it is at `at` (alerts.md, "Severity"). */
export function severityOf(account: Account, score: Score, at: number, rules: SegmentRules): Severity {
  if (isCritical(score, rules)) return 'CRITICAL'
  if (quadrantOf(bandOf(score, rules), account.crm.annualRevenue, rules) !== 'AT_RISK') return 'NORMAL'
  const renewalAt = account.crm.renewalAt
  return renewalAt !== null && renewalAt >= at && renewalAt - at <= rules.urgentRenewalMs ? 'CRITICAL' : 'HIGH'
}

/** Whether the score alone makes it critical. */
export const isCritical = (score: Score, rules: SegmentRules): boolean => score.evidence >= rules.minEvidence && score.value < rules.criticalBelow

export const isWorse = (a: Severity, b: Severity): boolean => rank[a] > rank[b]
