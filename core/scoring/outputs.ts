import type { AccountScore, Cause, Interaction, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { LogPosition, OpenAlert } from '../alerting/alert.ts'
import type { Model } from '../model/model.ts'
import type { Account } from './account.ts'
import { Contributions } from './contributions.ts'
import { compareUtf8 } from './drivers.ts'
import type { Observation } from './observation.ts'
import { bandOf, closeBefore, quadrantOf, type Score } from './score.ts'

/** What the analysis of an event's text gave; the values are kept, so that a score can be recomputed without the analyser. */
export interface TextFindings {
  readonly sentiment: number | null
  readonly emotions: readonly string[]
  readonly effort: number | null
}

/** An accepted contact event: one of the two, with its text's findings and the broker time of its input record. */
export interface ContactEvent {
  readonly touchPoint: TouchPointEvent | null
  readonly survey: SurveyEvent | null
  readonly text: TextFindings
  readonly receivedAt: number
}

export interface ScoreContext {
  readonly account: Account
  readonly model: Model
  readonly at: number
  readonly cause: Cause
  readonly eventId: string | null
  readonly position: LogPosition
  readonly score: Score
}

/** A score record as it is written. */
export type ScoreRecord = Omit<AccountScore, 'drivers'> & { readonly drivers: Contributions }

/** The account's score record at one moment. */
export function scoreRecord(c: ScoreContext): ScoreRecord {
  const { account, score, at } = c
  const { crm } = account
  const rules = c.model.segment(crm.segment)
  const band = bandOf(score, rules)
  const week = closeBefore(account, at, 7)
  const month = closeBefore(account, at, 30)
  return {
    accountId: account.id, at, score: score.value, evidence: score.evidence, band, quadrant: quadrantOf(band, crm.annualRevenue, rules),
    drivers: new Contributions(account.drivers, score), prior: score.prior,
    trend7d: week === null ? null : score.value - week.value, trend30d: month === null ? null : score.value - month.value,
    contacts: account.contacts, observations: account.observations, lastContactAt: account.lastContactAt, stage: account.stage,
    segment: crm.segment, vertical: crm.vertical, region: crm.region, annualRevenue: crm.annualRevenue, currency: crm.currency,
    owner: crm.owner, renewalAt: crm.renewalAt, openAlerts: kindsOf(account.alerts.open),
    cause: c.cause, causeEventId: c.eventId, modelVersion: c.model.version, logPartition: c.position.partition, logOffset: c.position.offset,
    engagement30d: month === null || month.evidence === 0 ? null : score.evidence / month.evidence,
    isClosed: account.closed, accountName: crm.name,
  }
}

const kindsOf = (open: readonly OpenAlert[]): OpenAlert['kind'][] => (open.length < 2 ? open.map((a) => a.kind) : [...new Set(open.map((a) => a.kind))].sort())

/** The accepted event as BI sees it, enriched and scored. */
export function interactionRecord(e: ContactEvent, c: ScoreContext, observation: Observation | null): Interaction {
  const event = (e.touchPoint ?? e.survey)!
  const { touchPoint, survey } = e
  const { crm } = c.account
  return {
    eventId: event.eventId, kind: touchPoint === null ? 'SURVEY' : 'TOUCH_POINT', occurredAt: event.occurredAt, receivedAt: e.receivedAt,
    source: event.source, accountId: c.account.id, contactId: event.contactId, touchPoint: event.touchPoint,
    directness: touchPoint?.directness === 'INDIRECT' ? 'INDIRECT' : 'DIRECT', reach: touchPoint?.reach ?? null,
    stage: symbol(event.stage), channel: event.channel, location: event.location, outcome: symbol(touchPoint?.outcome ?? null),
    measures: touchPoint === null ? {} : sorted(touchPoint.measures),
    survey: survey === null ? null : {
      surveyId: survey.surveyId, status: survey.status, pattern: survey.pattern, metric: survey.metric, score: survey.score,
      scaleMin: survey.scaleMin, scaleMax: survey.scaleMax, higherIsBetter: survey.higherIsBetter,
    },
    text: touchPoint === null ? survey!.comment : touchPoint.text, language: event.language,
    sentiment: e.text.sentiment, emotions: [...e.text.emotions], effort: e.text.effort,
    driver: observation?.driver ?? null, value: observation?.value ?? null, weight: observation?.weight ?? null, corrects: event.corrects,
    segment: crm.segment, vertical: crm.vertical, region: crm.region, scoreAfter: c.score.value,
    modelVersion: c.model.version, logPartition: c.position.partition, logOffset: c.position.offset, attributes: sorted(event.attributes),
  }
}

/** UNKNOWN, the reader's default for a newer symbol, counts as absent. */
export const symbol = <T extends string>(value: T | null): Exclude<T, 'UNKNOWN'> | null =>
  value === null || value === 'UNKNOWN' ? null : (value as Exclude<T, 'UNKNOWN'>)

function sorted<T>(map: Record<string, T>): Record<string, T> {
  const entries = Object.entries(map)
  return entries.length < 2 ? map : sortedByKey(entries)
}

function sortedByKey<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.sort((a, b) => compareUtf8(a[0], b[0])))
}
