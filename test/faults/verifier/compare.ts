import type { AccountScore, AlertEvent, Interaction, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import type { PlainAccount, PlainScore } from './account.ts'
import { close, type Differences } from './differences.ts'
import type { Observation } from './observations.ts'
import type { PlainModel } from './time.ts'
import type { Entry } from './timeline.ts'

/** An event that must have become an interaction. */
export interface Accepted {
  readonly event: TouchPointEvent | SurveyEvent
  readonly observation: Observation | null
  readonly entry: Entry
  readonly scoreAfter: number
}

/** The interactions of one partition, in their order. */
export function compareInteractions(partition: number, expected: readonly Accepted[], found: readonly Interaction[], differences: Differences): void {
  const nameOf = (event: { accountId: string | null; eventId: string }, offset: number) => `${partition}:${offset} ${event.accountId} ${event.eventId}`
  const names = expected.map(({ event, entry }) => nameOf(event, entry.at))
  const there = found.map((i) => nameOf(i, i.logOffset))
  if (names.length !== there.length || names.some((name, i) => name !== there[i])) {
    differences.compareSets('interactions are the distinct accepted events, in the order of the log', names, there)
    if (names.length === there.length) differences.add('interactions stand in the order of the log', `partition ${partition}`)
    return
  }
  expected.forEach(({ event, observation, entry, scoreAfter }, i) => {
    const { kind, occurredAt, receivedAt, contactId, corrects, driver, value, weight, sentiment, scoreAfter: after, logPartition } = found[i]!
    const same = kind === entry.kind && occurredAt === event.occurredAt && receivedAt === entry.timestamp && contactId === event.contactId
      && corrects === event.corrects && driver === (observation?.driver ?? null) && close(value, observation?.value ?? null)
      && close(weight, observation?.weight ?? null) && sentiment === entry.sentiment && close(after, scoreAfter) && logPartition === partition
    if (same) return
    const [is, must] = [JSON.stringify({ driver, value, weight, after }), JSON.stringify({ ...observation, scoreAfter })]
    differences.add('interactions carry the event and its observation', `${names[i]}: ${is}, expected ${must}`)
  })
}

/** The last score of each account says all that is known of it. */
export function compareLast(
  partition: number, accounts: ReadonlyMap<string, PlainAccount>, scores: readonly AccountScore[], model: PlainModel, differences: Differences,
): void {
  const last = new Map(scores.map((score) => [score.accountId, score]))
  for (const [id, account] of accounts) {
    const score = last.get(id)
    const changed = account.contacts > 0 || account.crm !== null
    if (!score && changed) differences.add('every account has its score', `${id} of partition ${partition}`)
    if (score) compareScore(partition, score, account, model, differences)
    if (score && score.at < account.newest) differences.add('the last score is not behind', `${id}: ${score.at}, its newest event ${account.newest}`)
  }
}

/** One score against the account as it must be. */
export function compareScore(partition: number, score: AccountScore, account: PlainAccount, model: PlainModel, differences: Differences): void {
  const plain = account.scoreAt(score.at)
  const { crm } = account
  const drivers = Object.entries(score.drivers)
  const figures = close(score.score, plain.value) && close(score.evidence, plain.evidence) && score.prior === model.score.prior.mean
    && drivers.length === plain.drivers.size && drivers.every(([driver, part]) => close(part, plain.drivers.get(driver) ?? NaN))
  const facts = score.contacts === account.contacts && score.observations === account.observations && score.lastContactAt === account.lastContactAt
    && score.stage === (account.stage?.name ?? null) && score.segment === (crm?.segment ?? null) && score.annualRevenue === (crm?.annualRevenue ?? null)
    && score.accountName === (crm?.name ?? null)
  const where = `${partition}:${score.logOffset} ${score.accountId} (${score.cause} ${score.causeEventId}, at ${score.at})`
  if (!figures) {
    const [is, must] = [`${score.score} of evidence ${score.evidence}`, `${plain.value} of ${plain.evidence}`]
    differences.add('scores are those of a batch recomputation', `${where}: ${is}, expected ${must}`)
  }
  if (!facts) {
    const [is, must] = [`${score.contacts} contacts, ${score.observations} observations`, `${account.contacts}, ${account.observations}`]
    differences.add('scores count what the account has', `${where}: ${is}, expected ${must}`)
  }
  const band = bandOf(plain, account, model)
  if (band !== null && score.band !== band) differences.add('bands follow the score', `${where}: ${score.band}, expected ${band}`)
  if (score.at < account.time && score.cause !== 'DECAY') differences.add('a score is not behind its account', `${where}: account time ${account.time}`)
}

/** Null where rounding decides. */
function bandOf({ value, evidence }: PlainScore, { crm }: PlainAccount, model: PlainModel): AccountScore['band'] | null {
  const line = model.segments?.[crm?.segment ?? '']?.alerts?.scoreBelow?.alertBelow ?? model.alerts.scoreBelow.alertBelow
  const gaps = [model.score.minEvidence - evidence, model.score.goodFrom - value, line - value]
  if (gaps.some((gap) => Math.abs(gap) < 1e-8)) return null
  if (evidence < model.score.minEvidence) return 'UNKNOWN'
  if (value < line) return 'AT_RISK'
  return value < model.score.goodFrom ? 'WATCH' : 'HEALTHY'
}

/** The score that a step of an alert carries. */
export function compareAlert(partition: number, alert: AlertEvent, account: PlainAccount, differences: Differences): void {
  if (alert.scoreAfter === null || alert.evidence === null) return
  const plain = account.scoreAt(alert.at)
  if (close(alert.scoreAfter, plain.value) && close(alert.evidence, plain.evidence)) return
  const where = `${partition}:${alert.logOffset} ${alert.alertId}#${alert.sequence}`
  differences.add('alerts carry the score of a batch recomputation', `${where}: ${alert.scoreAfter}, expected ${plain.value}`)
}
