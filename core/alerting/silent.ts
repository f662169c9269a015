import { dayMs, type SegmentRules } from '../model/model.ts'
import type { Account } from '../scoring/account.ts'
import { dayOf } from '../scoring/score.ts'
import { nothingToCompare, openOf, type Moment } from './alert.ts'
import { end, open, worsen } from './episode.ts'
import { severityOf } from './severity.ts'

const kind = 'SILENT'

/** The days on which the customer chose to be in contact. */
export interface Rhythm {
  firstDay: number
  lastDay: number
  /** Contact days; several contacts of one UTC day count once. */
  days: number
  /** Time of the latest contact. */
  lastAt: number
}

/** The rhythm, which is changed, with one contact more. A contact that comes late counts as a day of its own only where it lies before the first. */
export function withContact(r: Rhythm | null, occurredAt: number): Rhythm {
  const day = dayOf(occurredAt)
  if (r === null) return { firstDay: day, lastDay: day, days: 1, lastAt: occurredAt }
  if (day > r.lastDay || day < r.firstDay) r.days++
  r.firstDay = Math.min(r.firstDay, day)
  r.lastDay = Math.max(r.lastDay, day)
  r.lastAt = Math.max(r.lastAt, occurredAt)
  return r
}

/** Days from one contact day to the next, on average; null where there was only one. */
export const usualGap = (r: Rhythm): number | null => (r.days < 2 ? null : (r.lastDay - r.firstDay) / (r.days - 1))

/** How long the account may be quiet, ms; null where too little is known of its rhythm. */
export function patienceOf(r: Rhythm | null, { silent }: SegmentRules): number | null {
  if (r === null || r.days < silent.minContacts) return null
  const gap = (silent.priorGaps * silent.priorGapMs + (r.lastDay - r.firstDay) * dayMs) / (silent.priorGaps + r.days - 1)
  return Math.min(Math.max(silent.factor * gap, silent.minMs), silent.maxMs)
}

/** When the kind may open again after its last end; −Infinity where it never was. */
const cooledAt = ({ alerts }: Account, rules: SegmentRules): number => {
  const endedAt = alerts.history[kind]?.endedAt ?? null
  return endedAt === null ? -Infinity : endedAt + rules.coolDownMs
}

/** When the silence becomes an alert; Infinity where it cannot. */
export function silentFrom(account: Account, rules: SegmentRules): number {
  const patience = patienceOf(account.rhythm, rules)
  const history = account.alerts.history[kind]
  if (patience === null || account.closed || history?.heldBack || openOf(account, kind) !== undefined) return Infinity
  return Math.max(Math.floor(account.rhythm!.lastAt + patience) + 1, cooledAt(account, rules))
}

/** SILENT: against the account's own rhythm; the next contact resolves it. Not while the source that feeds the account is out: then it is looked at again each day. */
export function reviewSilent(m: Moment): void {
  const { account, rules, at } = m
  const step = { threshold: null, comparison: nothingToCompare }
  const alert = openOf(account, kind)
  const patience = patienceOf(account.rhythm, rules)
  const silent = patience !== null && at - account.rhythm!.lastAt > patience
  const history = account.alerts.history[kind]
  if (history !== undefined && !silent) history.heldBack = false
  // Only a contact ends a silence, not a longer patience of another segment or model.
  if (alert !== undefined && !silent && (m.cause === 'EVENT' || m.cause === 'CORRECTION')) end(m, alert, 'RESOLVED', step)
  else if (alert !== undefined) worsen(m, alert, () => step)
  else if (silent && at >= cooledAt(account, rules) && !account.closed && !history?.heldBack && !m.sourceIsOut) open(m, kind, severityOf(account, m.score, at, rules), step)
}
