import { flag, integer, listOf, mapOf, number, numberOrNull, objectOf, resource, text, textOrNull, time, timeOrNull, type Fields, type Resource, type Row } from './resource.ts'
import { standing } from './standings.ts'

const crm = { segment: ['segment', textOrNull], vertical: ['vertical', textOrNull], region: ['region', textOrNull] } as const satisfies Fields
const revenue = {
  annualRevenue: ['annual_revenue', numberOrNull], currency: ['currency', textOrNull], renewalAt: ['renewal_at', timeOrNull],
} as const satisfies Fields
const cause = { cause: ['cause', text], causeEventId: ['cause_event_id', textOrNull] } as const satisfies Fields
const origin = { modelVersion: ['model_version', text], logPartition: ['log_partition', integer], logOffset: ['log_offset', integer] } as const satisfies Fields

const scoreFields = {
  at: ['at', time], score: ['score', number], evidence: ['evidence', number], band: ['band', text], quadrant: ['quadrant', textOrNull],
  drivers: ['drivers', mapOf(number)], prior: ['prior', number], trend7d: ['trend_7d', numberOrNull], trend30d: ['trend_30d', numberOrNull],
  engagement30d: ['engagement_30d', numberOrNull], ...cause, ...origin,
} as const satisfies Fields

/** A score as it was at a time. */
export const score = resource(scoreFields)

/** An account now: its latest score, its drivers, its CRM facts. */
export const account = resource({
  accountId: ['account_id', text], accountName: ['account_name', textOrNull], ...scoreFields, contacts: ['contacts', integer], observations: ['observations', integer],
  lastContactAt: ['last_contact_at', timeOrNull], stage: ['stage', textOrNull], ...crm, owner: ['owner', textOrNull], ...revenue,
  openAlerts: ['open_alerts', listOf(text)],
})

/** One contact of an account, with its observation. */
export const interaction = resource({
  eventId: ['event_id', text], kind: ['kind', text], occurredAt: ['occurred_at', time], receivedAt: ['received_at', time], source: ['source', text],
  contactId: ['contact_id', textOrNull], touchPoint: ['touch_point', textOrNull], directness: ['directness', text], reach: ['reach_people', numberOrNull],
  stage: ['stage', textOrNull], channel: ['channel', textOrNull], location: ['location', textOrNull], outcome: ['outcome', textOrNull],
  measures: ['measures', mapOf(number)], text: ['text', textOrNull], language: ['language', textOrNull], sentiment: ['sentiment', numberOrNull],
  emotions: ['emotions', listOf(text)], effort: ['effort', numberOrNull], driver: ['driver', textOrNull], value: ['observation_value', numberOrNull],
  weight: ['observation_weight', numberOrNull], corrects: ['corrects_event_id', textOrNull], scoreAfter: ['score_after', numberOrNull],
  attributes: ['attributes', mapOf(text)], ...origin,
}, {
  survey: {
    columns: ['survey_id', 'survey_status', 'survey_pattern', 'survey_metric', 'survey_score', 'survey_scale_min', 'survey_scale_max', 'survey_higher_is_better'],
    schema: objectOf({
      surveyId: text, status: text, pattern: text, metric: text, score: numberOrNull, scaleMin: number, scaleMax: number, higherIsBetter: flag,
    }, ['object', 'null']),
    build: (row) => (row.survey_id === null ? null : {
      surveyId: row.survey_id, status: row.survey_status, pattern: row.survey_pattern, metric: row.survey_metric, score: row.survey_score,
      scaleMin: row.survey_scale_min, scaleMax: row.survey_scale_max, higherIsBetter: row.survey_higher_is_better,
    }),
  },
})

const driverColumns = ['drivers.driver', 'drivers.change', 'drivers.contribution', 'drivers.event_ids'] as const

const alertFields = {
  alertId: ['alert_id', text], sequence: ['sequence', integer], status: ['status', text], kind: ['kind', text], episode: ['episode', integer],
  severity: ['severity', text], accountId: ['account_id', textOrNull], accountName: ['account_name', textOrNull], contactId: ['contact_id', textOrNull],
  ...crm, stage: ['stage', textOrNull], ...revenue, revenueAtRisk: ['revenue_at_risk', numberOrNull], quadrant: ['quadrant', textOrNull],
  scoreBefore: ['score_before', numberOrNull], comparedWith: ['compared_with', timeOrNull], scoreAfter: ['score_after', numberOrNull],
  threshold: ['threshold', numberOrNull], evidence: ['evidence', numberOrNull], verbatims: ['verbatim_event_ids', listOf(text)], owner: ['owner', text],
  escalationLevel: ['escalation_level', integer], notify: ['notify', listOf(text)], openedAt: ['opened_at', time], at: ['at', time],
  snoozedUntil: ['snoozed_until', timeOrNull], by: ['acted_by', textOrNull], outcome: ['outcome', textOrNull], note: ['note', textOrNull],
  ...cause, summary: ['summary', text], ...origin,
} as const satisfies Fields

const drivers = {
  columns: driverColumns,
  schema: listOf(objectOf({ driver: text, change: number, contribution: number, eventIds: listOf(text) })),
  build: (row: Row) => {
    const [names, changes, contributions, eventIds] = driverColumns.map((column) => row[column] as unknown[])
    return names!.map((driver, index) => ({ driver, change: changes![index], contribution: contributions![index], eventIds: eventIds![index] }))
  },
}

/** One step of an alert. */
export const alertStep = resource(alertFields, { drivers })

const latestStep = resource({ isOpen: ['is_open', flag], ...alertFields }, { drivers })
/** An alert after its latest step; where it stands is added by `withStandings`. */
export const alert: Resource = { ...latestStep, schema: objectOf({ ...latestStep.schema.properties, ...standing }) }

/** What a chart over all accounts needs of each. */
export const portfolioAccount = resource({
  accountId: ['account_id', text], accountName: ['account_name', textOrNull], score: ['score', number], band: ['band', text], quadrant: ['quadrant', textOrNull], ...crm, owner: ['owner', textOrNull],
  annualRevenue: ['annual_revenue', numberOrNull], currency: ['currency', textOrNull], trend7d: ['trend_7d', numberOrNull], openAlerts: ['open_alerts', listOf(text)],
})

/** A record that could not be processed. */
export const failedEvent = resource({
  failureId: ['failure_id', text], at: ['at', time], step: ['step', text], code: ['code', text], reason: ['reason', text], topic: ['topic', text],
  partition: ['topic_partition', integer], offset: ['topic_offset', integer], receivedAt: ['topic_timestamp', time], attempts: ['attempts', integer],
})

/** A failed event with its bytes. */
export const failedEventBytes = resource({ keyBase64: ['key_base64', textOrNull], valueBase64: ['value_base64', textOrNull], headersBase64: ['headers_base64', mapOf(text)] })
