import type { AlertEvent } from '../../schemas/types.ts'
import { bandOf, quadrantOf } from '../scoring/score.ts'
import { ownerOf, type AlertStep, type Moment, type OpenAlert } from './alert.ts'
import { explain } from './explain.ts'
import { summarise } from './summary.ts'

/** Adds one step to the alert and says it. Everything that an ops person needs stands on the event itself. */
export function say(m: Moment, alert: OpenAlert, step: AlertStep): void {
  const { account, rules, score } = m
  const { crm } = account
  alert.sequence++
  if (m.notify && alert.waitingSince === Infinity) alert.waitingSince = m.at
  const band = bandOf(score, rules)
  const owner = alert.assignee ?? ownerOf(account, rules)
  alert.owner = owner
  const people = alert.severity === 'CRITICAL' && crm.escalationOwner !== null ? [owner, crm.escalationOwner] : [owner]
  const reasons = explain(account, step.comparison, score)
  const unsaid: Omit<AlertEvent, 'summary'> = {
    alertId: `${account.id}~${alert.kind}~${alert.episode}`, sequence: alert.sequence, status: step.status,
    kind: alert.kind, episode: alert.episode, severity: alert.severity,
    accountId: account.id, contactId: alert.contactId, accountName: crm.name,
    segment: crm.segment, vertical: crm.vertical, region: crm.region, stage: account.stage,
    annualRevenue: crm.annualRevenue, currency: crm.currency, renewalAt: crm.renewalAt,
    revenueAtRisk: crm.annualRevenue === null ? null : band === 'AT_RISK' ? crm.annualRevenue : 0,
    quadrant: quadrantOf(band, crm.annualRevenue, rules),
    scoreBefore: step.comparison.score?.value ?? null, comparedWith: step.comparison.at, scoreAfter: score.value,
    threshold: step.threshold, evidence: score.evidence,
    drivers: reasons.map(({ moved }) => moved), verbatims: [...account.verbatims],
    owner, escalationLevel: alert.level, notify: m.notify ? [...new Set(step.notify ?? people)] : [],
    openedAt: alert.openedAt, at: m.at, snoozedUntil: alert.snoozedUntil, by: step.by ?? null, outcome: step.outcome ?? null, note: step.note ?? null,
    cause: m.cause, causeEventId: m.cause === 'DECAY' ? null : m.eventId,
    modelVersion: m.modelVersion, logPartition: m.position.partition, logOffset: m.position.offset,
  }
  m.steps.push({ ...unsaid, summary: summarise(m, unsaid, reasons, step.turn) })
}
