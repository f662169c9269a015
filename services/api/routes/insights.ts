import type { FastifyInstance } from 'fastify'
import { surveyGroups, surveyMetrics, surveyPatterns, type InsightQueries, type SurveyGroup, type SurveyMetric, type SurveyPattern } from '../insight-queries.ts'
import { integer, listOf, number, numberOrNull, objectOf, text, textOrNull } from '../resource.ts'
import { query } from './schema.ts'

const days = { type: 'integer', minimum: 1, maximum: 366, default: 90 } as const

/** What customers answer, and what produced the drops. */
export function insightRoutes(app: FastifyInstance, queries: InsightQueries): void {
  app.get<{ Querystring: { metric: SurveyMetric; by: SurveyGroup; days: number; pattern?: SurveyPattern } }>('/portfolio/surveys', {
    schema: {
      summary: 'NPS, CSAT or CES by group and pattern, with 95 % intervals',
      description: 'NPS: promoters (9, 10) less detractors (0 to 6), −100 to 100. CSAT: share of answers in the upper quarter of their scale (4 and 5 of 5), percent. '
        + 'CES: mean ease, 0 to 100, 100 the least effort, whichever way the scale runs; no interval below five answers. '
        + 'Past (TRANSACTION), present (RELATIONSHIP) and potential (STUDY) ask different questions and are not put together: a group is there once for each; pattern asks for one.',
      querystring: query({ metric: { type: 'string', enum: surveyMetrics, default: 'NPS' }, by: { type: 'string', enum: Object.keys(surveyGroups), default: 'segment' }, days, pattern: { type: 'string', enum: surveyPatterns } }),
      response: { 200: objectOf({ items: listOf(objectOf({ group: textOrNull, pattern: text, n: integer, value: number, low: numberOrNull, high: numberOrNull })) }) },
    },
  }, ({ query: { metric, by, days: last, pattern } }) => queries.surveys(metric, by, last, pattern))

  app.get<{ Querystring: { by: SurveyGroup; days: number } }>('/portfolio/response-rates', {
    schema: {
      summary: 'Surveys sent by group, and the share that was answered, with 95 % intervals',
      description: 'Of the surveys sent in these days, of all patterns, whenever the answer came, a survey that asks for two metrics counted for each; percent, Wilson\'s interval.',
      querystring: query({ by: { type: 'string', enum: Object.keys(surveyGroups), default: 'segment' }, days }),
      response: { 200: objectOf({ items: listOf(objectOf({ group: textOrNull, sent: integer, answered: integer, value: number, low: numberOrNull, high: numberOrNull })) }) },
    },
  }, ({ query: { by, days: last } }) => queries.responseRates(by, last))

  app.get('/portfolio/goals', {
    schema: {
      summary: 'Goals against what was reached, the furthest from it first',
      description: 'From the section goals of the model, or the table goals. NPS, CSAT and CES over the answers of 90 days to TRANSACTION and RELATIONSHIP surveys together, STUDY left out; SCORE: the open accounts\' mean now; actual null: nothing to go by.',
      querystring: query({}), response: { 200: objectOf({ items: listOf(objectOf({ metric: text, segment: textOrNull, region: textOrNull, target: number, actual: numberOrNull, n: integer, gap: numberOrNull })) }) },
    },
  }, () => queries.goals())

  app.get<{ Querystring: { days: number } }>('/portfolio/root-causes', {
    schema: {
      summary: 'Touch point × stage × segment behind score drops, the most points first',
      description: 'From the drivers of the step that opened each SCORE_DROP alert; points: what they took, added up. The stage is that of the first event behind the driver.',
      querystring: query({ days }),
      response: { 200: objectOf({ items: listOf(objectOf({ driver: text, stage: textOrNull, segment: textOrNull, drops: integer, accounts: integer, points: number })) }) },
    },
  }, (request) => queries.rootCauses(request.query.days))
}
