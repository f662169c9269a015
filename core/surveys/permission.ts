/** How often people may be asked. From the model's `contactFrequency`; durations in ms. */
export interface FrequencyRules {
  readonly maxSurveys: number
  readonly perMs: number
  readonly minGapMs: number
}

/** Whether a contact may be surveyed now. */
export interface Permission {
  readonly allowed: boolean
  /** Why not, or why, for people. */
  readonly reason: string
  /** From when on, epoch ms; now where it is allowed. */
  readonly from: number
}

const dayMs = 86_400_000

/**
 * May this contact be surveyed at `now` (epoch ms)? `asked`: when each survey first reached the contact (sent, or answered where the sending is not
 * known), each survey once, in any order. A survey must not itself become an unfortunate experience: at most `maxSurveys` within `per`, and never two within `minGap`.
 */
export function permission(asked: readonly number[], rules: FrequencyRules, now: number): Permission {
  const times = asked.filter((at) => at <= now).toSorted((a, b) => b - a)
  const last = times[0]
  if (last === undefined) return { allowed: true, reason: 'no survey of this contact is known (one that was sent before the CRM named the contact is not counted)', from: now }
  const afterGap = last + rules.minGapMs
  const earliest = times[rules.maxSurveys - 1]
  const afterWindow = earliest === undefined ? -Infinity : earliest + rules.perMs
  const from = Math.max(afterGap, afterWindow)
  if (from <= now) return { allowed: true, reason: `the last survey was ${days(now - last)} ago`, from: now }
  const reason = afterWindow > afterGap
    ? `${rules.maxSurveys} surveys within ${days(rules.perMs)} are allowed, and there were ${times.filter((at) => at > now - rules.perMs).length}`
    : `the last survey was ${days(now - last)} ago; there must be ${days(rules.minGapMs)} between two`
  return { allowed: false, reason, from }
}

function days(ms: number): string {
  const count = Math.floor(ms / dayMs)
  return count === 1 ? '1 day' : count === 0 ? 'less than a day' : `${count} days`
}
