import type { AccountScore, AlertEvent, CrmEvent, Interaction, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { PlainAccount } from './account.ts'
import { close, type Differences } from './differences.ts'
import { ofSurvey, ofTouchPoint, type Observation } from './observations.ts'
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
  readonly accounts: ReadonlyMap<string, PlainAccount>
  /** Offsets of actions, which name no alert that exists in the runs made here. */
  readonly actions: readonly Entry[]
  readonly counts: { accepted: number; duplicates: number; superseded: number; corrections: number }
}

interface Accepted {
  readonly event: TouchPointEvent | SurveyEvent
  readonly observation: Observation | null
  readonly entry: Entry
  readonly scoreAfter: number
}

const types = { TOUCH_POINT: contractType('touch-point'), SURVEY: contractType('survey'), ACCOUNT: contractType('crm') } as const

/**
 * Scores one partition of the timeline by batch recomputation, and compares every interaction and every score with it: order, identity and figures of interactions,
 * score, evidence and drivers of each score at its time, with the state before its record where time alone caused it, after it otherwise.
 */
export function checkPartition(partition: number, entries: readonly Entry[], outputs: Outputs, differences: Differences): Scored {
  const settings = settingsOf(entries)
  const { model } = settings
  const clock = createClock(settings)
  const accounts = new Map<string, PlainAccount>()
  const accountOf = (id: string) => accounts.get(id) ?? (accounts.set(id, new PlainAccount(model)), accounts.get(id)!)
  const scored: Scored & { actions: Entry[] } = { accounts, actions: [], counts: { accepted: 0, duplicates: 0, superseded: 0, corrections: 0 } }
  const accepted: Accepted[] = []
  const scores = byOffset(outputs.scores)
  const alerts = byOffset(outputs.alerts)
  const check = (at: number, phase: 'before' | 'after') => {
    for (const score of scores.get(at) ?? []) if ((score.cause === 'DECAY') === (phase === 'before')) compareScore(partition, score, accountOf(score.accountId), model, differences)
    for (const alert of alerts.get(at) ?? []) if (alert.accountId !== null && (alert.cause === 'DECAY') === (phase === 'before')) compareAlert(partition, alert, accountOf(alert.accountId), differences)
  }
  for (const entry of entries) {
    if (entry.kind === 'SETTINGS') continue
    if (!entry.repeat) clock.pass(entry)
    check(entry.at, 'before')
    if (entry.kind === 'ACTION' && !entry.repeat) scored.actions.push(entry)
    else if (entry.kind !== 'PROGRESS' && entry.kind !== 'ACTION' && !entry.repeat) {
      const event = types[entry.kind].fromBuffer(entry.event) as TouchPointEvent | SurveyEvent | CrmEvent
      const expected = apply(model, accountOf(event.accountId!), entry, event, clock.tick, scored.counts)
      if (expected) accepted.push(expected)
    }
    check(entry.at, 'after')
  }
  compareInteractions(partition, accepted, outputs.interactions, differences)
  compareLast(partition, accounts, outputs.scores, model, differences)
  return scored
}

/** Applies one event; gives the interaction that must come of it, null where none must. */
function apply(model: PlainModel, account: PlainAccount, entry: Entry, event: TouchPointEvent | SurveyEvent | CrmEvent, tick: number, counts: Scored['counts']): Accepted | null {
  const now = Math.max(account.time, tick)
  const identity = account.identity(event.eventId, now)
  if (identity === 'superseded' && !('kind' in event)) return counts.superseded++, null
  if (identity !== 'new') return counts.duplicates++, null
  counts.accepted++
  if ('kind' in event) {
    account.accept(event.eventId, event.occurredAt, now)
    const facts = event.kind === 'ACCOUNT_UPSERTED' ? event.account : null
    if (facts && event.occurredAt >= (account.crm?.at ?? -Infinity)) account.crm = { segment: facts.segment, annualRevenue: facts.annualRevenue, at: event.occurredAt }
    return null
  }
  const isContact = !('status' in event) || event.status === 'ANSWERED'
  if (event.corrects !== null && account.correct(event.corrects, event.eventId, now, event.occurredAt)) counts.corrections++
  account.accept(event.eventId, event.occurredAt, now)
  const observation = !isContact ? null : 'status' in event ? ofSurvey(model, event, entry.sentiment) : ofTouchPoint(model, event, entry.sentiment)
  if (observation) account.observe(event.eventId, observation, event.occurredAt)
  if (isContact) {
    account.contacts++
    account.lastContactAt = Math.max(account.lastContactAt ?? -Infinity, event.occurredAt)
    if (event.stage !== null && event.stage !== 'UNKNOWN' && event.occurredAt >= (account.stage?.at ?? -Infinity)) account.stage = { name: event.stage, at: event.occurredAt }
  }
  return { event, observation, entry, scoreAfter: account.scoreAt(account.time).value }
}

function compareInteractions(partition: number, expected: readonly Accepted[], found: readonly Interaction[], differences: Differences): void {
  const nameOf = (event: { accountId: string | null; eventId: string }, offset: number) => `${partition}:${offset} ${event.accountId} ${event.eventId}`
  const names = expected.map(({ event, entry }) => nameOf(event, entry.at))
  const there = found.map((i) => nameOf(i, i.logOffset))
  if (names.length !== there.length || names.some((name, i) => name !== there[i])) {
    return differences.compareSets('interactions are the distinct accepted events, in the order of the log', names, there)
  }
  expected.forEach(({ event, observation, entry, scoreAfter }, i) => {
    const { kind, occurredAt, receivedAt, contactId, corrects, driver, value, weight, sentiment, scoreAfter: after, logPartition } = found[i]!
    const same = kind === entry.kind && occurredAt === event.occurredAt && receivedAt === entry.timestamp && contactId === event.contactId && corrects === event.corrects
      && driver === (observation?.driver ?? null) && close(value, observation?.value ?? null) && close(weight, observation?.weight ?? null)
      && sentiment === entry.sentiment && close(after, scoreAfter) && logPartition === partition
    if (!same) differences.add('interactions carry the event and its observation', `${names[i]}: ${JSON.stringify({ driver, value, weight, after })}, expected ${JSON.stringify({ ...observation, scoreAfter })}`)
  })
}

/** The last score of each account says all that is known of it. */
function compareLast(partition: number, accounts: ReadonlyMap<string, PlainAccount>, scores: readonly AccountScore[], model: PlainModel, differences: Differences): void {
  const last = new Map(scores.map((score) => [score.accountId, score]))
  for (const [id, account] of accounts) {
    const score = last.get(id)
    const changed = account.contacts > 0 || account.crm !== null
    if (!score && changed) differences.add('every account has its score', `${id} of partition ${partition}`)
    if (score) compareScore(partition, score, account, model, differences)
    if (score && score.at < account.newest) differences.add('the last score is not behind', `${id}: ${score.at}, its newest event ${account.newest}`)
  }
}

function compareScore(partition: number, score: AccountScore, account: PlainAccount, model: PlainModel, differences: Differences): void {
  const plain = account.scoreAt(score.at)
  const band = bandOf(plain, account, model)
  const drivers = Object.entries(score.drivers)
  const figures = close(score.score, plain.value) && close(score.evidence, plain.evidence) && score.prior === model.score.prior.mean
    && drivers.length === plain.drivers.size && drivers.every(([driver, part]) => close(part, plain.drivers.get(driver) ?? NaN))
  const facts = score.contacts === account.contacts && score.observations === account.observations && score.lastContactAt === account.lastContactAt
    && score.stage === (account.stage?.name ?? null) && score.segment === (account.crm?.segment ?? null) && score.annualRevenue === (account.crm?.annualRevenue ?? null)
  const nearLine = [model.score.minEvidence - plain.evidence, model.score.goodFrom - plain.value, lineOf(account, model) - plain.value].some((gap) => Math.abs(gap) < 1e-8)
  const where = `${partition}:${score.logOffset} ${score.accountId} (${score.cause} ${score.causeEventId}, at ${score.at})`
  if (!figures) differences.add('scores are those of a batch recomputation', `${where}: ${score.score} of evidence ${score.evidence}, expected ${plain.value} of ${plain.evidence}`)
  if (!facts) differences.add('scores count what the account has', `${where}: ${score.contacts} contacts, ${score.observations} observations, expected ${account.contacts}, ${account.observations}`)
  if (!nearLine && score.band !== band) differences.add('bands follow the score', `${where}: ${score.band}, expected ${band}`)
  if (score.at < account.time && score.cause !== 'DECAY') differences.add('a score is not behind its account', `${where}: account time ${account.time}`)
}

const lineOf = ({ crm }: PlainAccount, model: PlainModel): number => model.segments?.[crm?.segment ?? '']?.alerts?.scoreBelow?.alertBelow ?? model.alerts.scoreBelow.alertBelow

function bandOf({ value, evidence }: { value: number; evidence: number }, account: PlainAccount, model: PlainModel): AccountScore['band'] {
  if (evidence < model.score.minEvidence) return 'UNKNOWN'
  if (value < lineOf(account, model)) return 'AT_RISK'
  return value < model.score.goodFrom ? 'WATCH' : 'HEALTHY'
}

function compareAlert(partition: number, alert: AlertEvent, account: PlainAccount, differences: Differences): void {
  if (alert.scoreAfter === null || alert.evidence === null) return
  const plain = account.scoreAt(alert.at)
  if (close(alert.scoreAfter, plain.value) && close(alert.evidence, plain.evidence)) return
  differences.add('alerts carry the score of a batch recomputation', `${partition}:${alert.logOffset} ${alert.alertId}#${alert.sequence}: ${alert.scoreAfter}, expected ${plain.value}`)
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
