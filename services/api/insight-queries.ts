import { meanOf, netPromoterScore, shareOf, type Estimate } from './estimates.ts'
import type { Database } from './ports.ts'
import type { Row } from './resource.ts'

export const surveyMetrics = ['NPS', 'CSAT', 'CES'] as const
export type SurveyMetric = (typeof surveyMetrics)[number]

/** What answers can be grouped by. Columns come from here alone. */
export const surveyGroups = { segment: 'segment', region: 'region', vertical: 'vertical', touchPoint: 'touch_point', stage: 'stage', pattern: 'survey_pattern' } as const
export type SurveyGroup = keyof typeof surveyGroups

/** What a survey asks about: the past, the present, what might be. */
export const surveyPatterns = ['TRANSACTION', 'RELATIONSHIP', 'STUDY'] as const
export type SurveyPattern = (typeof surveyPatterns)[number]

/** What surveys say by group, and what produced the drops. */
export type InsightQueries = ReturnType<typeof createInsightQueries>

export function createInsightQueries(database: Database) {
  /**
   * Answers of the last `days` days that have any, a corrected one once, of one pattern or of each by itself: the pattern with the most answers first, in it the largest group.
   * A group without a name is null.
   */
  async function surveys(metric: SurveyMetric, by: SurveyGroup, days: number, only?: SurveyPattern): Promise<Row> {
    const sql = `
      SELECT \`group\`, pattern, toUInt32(count()) AS n, toUInt32(countIf(answer >= 9)) AS promoters, toUInt32(countIf(answer <= 6)) AS detractors, toUInt32(countIf(good >= 75)) AS satisfied,
        sum(good) AS total, sum(good * good) AS squares
      FROM (
        SELECT ${surveyGroups[by]} AS \`group\`, survey_pattern AS pattern, survey_answers.answer AS answer, goodness_percent AS good FROM survey_answers
        WHERE survey_metric = {metric:String}${only ? ' AND survey_pattern = {only:String}' : ''} AND occurred_at >= (SELECT max(occurred_at) FROM survey_events WHERE survey_status = 'ANSWERED') - toIntervalDay({days:UInt16})
      )
      GROUP BY \`group\`, pattern ORDER BY sum(n) OVER (PARTITION BY pattern) DESC, pattern, n DESC, \`group\``
    const rows = await database.rows(sql, { metric, days, ...(only && { only }) })
    return { items: rows.map((row) => ({ group: row.group, pattern: row.pattern, n: row.n, ...estimate(metric, row) })) }
  }

  /** Surveys sent in the last `days` days that have any, one that asks for two metrics twice, and how many of them were answered at any time; the largest group first. */
  async function responseRates(by: SurveyGroup, days: number): Promise<Row> {
    const since = `(SELECT max(occurred_at) FROM survey_events WHERE survey_status = 'SENT') - toIntervalDay({days:UInt16})`
    // As in survey_invitations, with each survey's first sending that no correction has replaced, in one look at the table. By a hash, which is read first, no other surveys than those sent in these days are looked at.
    const sql = `
      SELECT \`group\`, toUInt32(count()) AS sent, toUInt32(countIf(is_answered)) AS answered
      FROM (
        SELECT argMinIf(tuple(${surveyGroups[by]}), t.occurred_at, survey_status = 'SENT').1 AS \`group\`, max(survey_status = 'ANSWERED') AS is_answered
        FROM survey_events AS t PREWHERE xxh3(survey_id) IN (SELECT xxh3(survey_id) FROM survey_events WHERE survey_status = 'SENT' AND occurred_at >= ${since})
        WHERE survey_status IN ('SENT', 'ANSWERED')
          AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM superseded_events)
        GROUP BY account_id, survey_id, survey_metric HAVING minIf(t.occurred_at, survey_status = 'SENT') >= ${since}
      )
      GROUP BY \`group\` ORDER BY sent DESC, \`group\``
    const rows = await database.rows(sql, { days })
    return { items: rows.map((row) => ({ group: row.group, sent: row.sent, answered: row.answered, ...shareOf(row.sent as number, row.answered as number) })) }
  }

  /** Each goal against what was reached, the furthest from it first. */
  async function goals(): Promise<Row> {
    const sql = `SELECT metric, nullIf(segment, '') AS segment, nullIf(region, '') AS region, target, actual, toUInt32(n) AS n, gap FROM goals_against_actuals ORDER BY isNull(gap), gap, metric, segment, region`
    return { items: await database.rows(sql, {}) }
  }

  /** Touch point × stage × segment behind the score drops of the last `days` days that have alerts, the most points first, at most 100. */
  async function rootCauses(days: number): Promise<Row> {
    const drops = `
        SELECT alert_id, account_id, segment, driver, change, event_ids[1] AS event_id
        FROM alert_events ARRAY JOIN drivers.driver AS driver, drivers.change AS change, drivers.event_ids AS event_ids
        WHERE status = 'OPENED' AND kind = 'SCORE_DROP' AND change < 0 AND at >= (SELECT max(at) FROM alert_events) - toIntervalDay({days:UInt16})`
    // Of the months in question (a drop is explained by the days before it) the events in question: all would not fit into memory. By a hash of the event alone, which is read
    // first: what has the same by chance, or is another account's, the join leaves out.
    const sql = `
      SELECT drops.driver AS driver, contacts.stage AS stage, drops.segment AS segment, toUInt32(uniqExact(drops.alert_id)) AS drops, toUInt32(uniqExact(drops.account_id)) AS accounts, -sum(drops.change) AS points
      FROM (${drops}
      ) AS drops
      LEFT ANY JOIN (SELECT account_id, event_id, stage FROM observations PREWHERE xxh3(event_id) IN (SELECT xxh3(event_id) FROM (${drops}))
        WHERE stage IS NOT NULL AND occurred_at >= (SELECT max(at) FROM alert_events) - toIntervalDay({days:UInt16} + 60)) AS contacts
        ON contacts.account_id = drops.account_id AND contacts.event_id = drops.event_id
      GROUP BY driver, stage, segment ORDER BY points DESC, driver, stage, segment LIMIT 100
      SETTINGS join_use_nulls = 1`
    return { items: await database.rows(sql, { days }) }
  }

  return { surveys, responseRates, goals, rootCauses }
}

function estimate(metric: SurveyMetric, row: Row): Estimate {
  const figure = (name: string) => row[name] as number
  if (metric === 'NPS') return netPromoterScore(figure('n'), figure('promoters'), figure('detractors'))
  return metric === 'CSAT' ? shareOf(figure('n'), figure('satisfied')) : meanOf(figure('n'), figure('total'), figure('squares'))
}
