import type { AccountScore, Interaction, SurveyAnswer } from '../../../schemas/types.ts'
import type { Positioned, Tables } from './clickhouse.ts'
import type { Differences } from './differences.ts'

/** Digits that ClickHouse and we agree on. */
const figure = (value: number | null): string => (value === null ? 'none' : value.toPrecision(12))

/** The tables that materialized views feed from one partition's interactions row by row, read with FINAL: surveys, observations, and which event was corrected by which. */
export async function checkFed(tables: Tables, partition: number, interactions: readonly Positioned<Interaction>[], differences: Differences): Promise<void> {
  const surveys = await tables.rows<[number, string, string, string, number, string, string, string, string | null, number | null, number | null]>(`SELECT record_offset, survey_metric, survey_pattern,
    survey_status, toUnixTimestamp64Milli(occurred_at), account_id, event_id, survey_id, contact_id, answer, goodness_percent FROM {db}.survey_events FINAL WHERE record_partition = ${partition}`)
  differences.compareSets('survey_events FINAL has each survey once', interactions.flatMap(({ offset, value: i }) => (i.survey === null ? [] : [
    [partition, offset, i.survey.metric, i.survey.pattern, i.survey.status, i.occurredAt, i.accountId, i.eventId, i.survey.surveyId, i.contactId, figure(i.survey.score), figure(goodness(i.survey))].join(' '),
  ])), surveys.map((row) => [partition, ...row.slice(0, -2), figure(row[9]), figure(row[10])].join(' ')))
  const observations = await tables.rows<[number, string, string, number, string, number, number]>(
    `SELECT record_offset, account_id, event_id, toUnixTimestamp64Milli(occurred_at), driver, observation_value, observation_weight FROM {db}.observations FINAL WHERE record_partition = ${partition}`)
  differences.compareSets('observations FINAL has each observation once', interactions.flatMap(({ offset, value: i }) => (i.driver === null ? [] : [
    [partition, offset, i.accountId, i.eventId, i.occurredAt, i.driver, figure(i.value), figure(i.weight)].join(' '),
  ])), observations.map((row) => [partition, ...row.slice(0, -2), figure(Number(row[5])), figure(Number(row[6]))].join(' ')))
  const corrections = await tables.rows<[number, string, string, string, number]>(
    `SELECT record_offset, account_id, corrects_event_id, event_id, log_offset FROM {db}.corrections FINAL WHERE record_partition = ${partition}`)
  differences.compareSets('corrections FINAL has each correction once',
    interactions.flatMap(({ offset, value: i }) => (i.corrects === null ? [] : [[partition, offset, i.accountId, i.corrects, i.eventId, i.logOffset].join(' ')])), corrections.map((row) => [partition, ...row].join(' ')))
}

/** The answer as a share of its scale, 0 to 100, 100 the best whichever way the scale runs. */
function goodness({ score, scaleMin, scaleMax, higherIsBetter }: SurveyAnswer): number | null {
  if (score === null) return null
  return (100 * (higherIsBetter ? score - scaleMin : scaleMax - score)) / (scaleMax - scaleMin)
}

/** The last score of each account and UTC day, by day and account. */
export type LastOfDays = Map<string, Positioned<AccountScore>>

/** Notes a score, in the order of its topic. */
export const noteDay = (days: LastOfDays, score: Positioned<AccountScore>): void =>
  void days.set(`${new Date(score.value.at).toISOString().slice(0, 10)} ${score.value.accountId}`, score)

export async function checkDays(tables: Tables, days: LastOfDays, differences: Differences): Promise<void> {
  const rows = await tables.rows<[string, string, number, number, number, number, string]>(
    'SELECT toString(day), account_id, record_offset, toUnixTimestamp64Milli(at), score, evidence, band FROM {db}.account_days FINAL')
  differences.compareSets('account_days FINAL has the last score of each account and day',
    [...days].map(([day, { offset, value: s }]) => `${day} ${offset} ${s.at} ${figure(s.score)} ${figure(s.evidence)} ${s.band}`),
    rows.map(([day, account, offset, at, score, evidence, band]) => `${day} ${account} ${offset} ${at} ${figure(score)} ${figure(evidence)} ${band}`))
}
