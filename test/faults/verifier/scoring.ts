import type { AccountScore, AlertEvent, CrmEvent, Interaction, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { PlainAccount } from './account.ts'
import { actionOf, compareAction, judgeAct } from './actions.ts'
import { compareAlert, compareInteractions, compareLast, compareScore, type Accepted } from './compare.ts'
import type { Differences } from './differences.ts'
import { ofSurvey, ofTouchPoint } from './observations.ts'
import { createClock, settingsOf, type PlainModel } from './time.ts'
import type { Entry } from './timeline.ts'
import { contractType } from './wire.ts'

/** What the scorer said of one partition, in the order of its topics. */
export interface Outputs {
  readonly interactions: readonly Interaction[]
  readonly scores: readonly AccountScore[]
  readonly alerts: readonly AlertEvent[]
}

/** What scoring one partition of the timeline comes to. */
export interface Scored {
  /** People's actions that must have become failed events. */
  readonly failedActions: readonly Entry[]
  readonly counts: { accepted: number; duplicates: number; superseded: number; corrections: number; acted: number }
}

const types = { TOUCH_POINT: contractType('touch-point'), SURVEY: contractType('survey'), ACCOUNT: contractType('crm') } as const

/**
 * Scores one partition of the timeline by batch recomputation, and compares every interaction and every score with it: order, identity and figures
 * of interactions; score, evidence and drivers of each score at its time, with the state before its record where time alone caused it, after it
 * otherwise.
 */
export function checkPartition(partition: number, entries: readonly Entry[], outputs: Outputs, differences: Differences): Scored {
  const settings = settingsOf(entries)
  const { model } = settings
  const clock = createClock(settings)
  const accounts = new Map<string, PlainAccount>()
  const accountOf = (id: string) => accounts.get(id) ?? (accounts.set(id, new PlainAccount(model)), accounts.get(id)!)
  const scored: Scored & { failedActions: Entry[] } = { failedActions: [], counts: { accepted: 0, duplicates: 0, superseded: 0, corrections: 0, acted: 0 } }
  const open = new Set<string>()
  const accepted: Accepted[] = []
  const [scores, alerts] = [byOffset(outputs.scores), byOffset(outputs.alerts)]
  const compareAt = (offset: number, phase: 'before' | 'after') => {
    const fits = ({ cause }: { readonly cause: string }) => (cause === 'DECAY') === (phase === 'before')
    for (const score of scores.get(offset) ?? []) if (fits(score)) compareScore(partition, score, accountOf(score.accountId), model, differences)
    for (const alert of alerts.get(offset) ?? []) {
      if (!fits(alert)) continue
      if (alert.status === 'RESOLVED' || alert.status === 'CLOSED') open.delete(alert.alertId)
      else open.add(alert.alertId)
      if (alert.accountId !== null) compareAlert(partition, alert, accountOf(alert.accountId), differences)
    }
  }
  const actAt = (entry: Entry) => {
    const action = actionOf(entry)
    const account = accountOf(action.accountId)
    const now = Math.max(account.time, clock.tick)
    const verdict = judgeAct(action, account, now, open)
    compareAction(`${partition}:${entry.at}`, action, verdict, (alerts.get(entry.at) ?? []).filter(({ cause }) => cause === 'ACTION'), differences)
    if (verdict === 'failed') scored.failedActions.push(entry)
    if (verdict === 'applied') account.remember(action.actionId, now)
    if (verdict === 'applied') scored.counts.acted++
  }
  for (const entry of entries) {
    if (entry.kind === 'SETTINGS') continue
    if (!entry.repeat) clock.pass(entry)
    compareAt(entry.at, 'before')
    if (entry.kind === 'ACTION' && !entry.repeat) actAt(entry)
    else if (entry.kind !== 'PROGRESS' && entry.kind !== 'ACTION' && !entry.repeat) {
      const event = types[entry.kind].fromBuffer(entry.event) as TouchPointEvent | SurveyEvent | CrmEvent
      const expected = apply(model, accountOf(event.accountId!), entry, event, clock.tick, scored.counts)
      if (expected) accepted.push(expected)
    }
    compareAt(entry.at, 'after')
  }
  compareInteractions(partition, accepted, outputs.interactions, differences)
  compareLast(partition, accounts, outputs.scores, model, differences)
  return scored
}

/** Applies one event; gives the interaction that must come of it, null where none must. */
function apply(
  model: PlainModel, account: PlainAccount, entry: Entry, event: TouchPointEvent | SurveyEvent | CrmEvent, tick: number, counts: Scored['counts'],
): Accepted | null {
  const now = Math.max(account.time, tick)
  const identity = account.identity(event.eventId, now)
  if (identity !== 'new') counts[identity === 'superseded' && !('kind' in event) ? 'superseded' : 'duplicates']++
  if (identity !== 'new') return null
  counts.accepted++
  if (!('kind' in event)) return applyContact(model, account, entry, event, now, counts)
  account.accept(event.eventId, event.occurredAt, now)
  const facts = event.kind === 'ACCOUNT_UPSERTED' ? event.account : null
  if (facts && event.occurredAt >= (account.crm?.at ?? -Infinity)) {
    account.crm = { name: facts.name, segment: facts.segment, annualRevenue: facts.annualRevenue, at: event.occurredAt }
  }
  return null
}

function applyContact(
  model: PlainModel, account: PlainAccount, entry: Entry, event: TouchPointEvent | SurveyEvent, now: number, counts: Scored['counts'],
): Accepted {
  const isContact = !('status' in event) || event.status === 'ANSWERED'
  if (event.corrects !== null && account.correct(event.corrects, event.eventId, now, event.occurredAt)) counts.corrections++
  account.accept(event.eventId, event.occurredAt, now)
  const observation = !isContact ? null : 'status' in event ? ofSurvey(model, event, entry.sentiment) : ofTouchPoint(model, event, entry.sentiment)
  if (observation) account.observe(event.eventId, observation, event.occurredAt)
  if (isContact) {
    account.contacts++
    account.lastContactAt = Math.max(account.lastContactAt ?? -Infinity, event.occurredAt)
    const staged = event.stage !== null && event.stage !== 'UNKNOWN' && event.occurredAt >= (account.stage?.at ?? -Infinity)
    if (staged) account.stage = { name: event.stage!, at: event.occurredAt }
  }
  return { event, observation, entry, scoreAfter: account.scoreAt(account.time).value }
}

function byOffset<T extends { readonly logOffset: number }>(records: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>()
  for (const record of records) {
    const there = found.get(record.logOffset)
    if (there) there.push(record)
    else found.set(record.logOffset, [record])
  }
  return found
}
