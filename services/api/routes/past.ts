import type { FastifyInstance } from 'fastify'
import type { PastQueries } from '../past-queries.ts'
import { Problem } from '../problems.ts'
import { flag, integer, listOf, number, numberOrNull, objectOf, text, textOrNull, time } from '../resource.ts'
import { score } from '../resources.ts'
import { query } from './schema.ts'

const { drivers: _, ...scoreProperties } = score.schema.properties!
const contact = objectOf({ eventId: text, occurredAt: time, value: numberOrNull, weight: numberOrNull, outcome: textOrNull, metric: textOrNull, answer: numberOrNull })
const explained = objectOf({ ...scoreProperties, drivers: listOf(objectOf({ driver: text, contribution: number, contacts: listOf(contact) })) })
const source = objectOf({ source: text, lastReceivedAt: time, lastOccurredAt: time, contacts28d: integer, perHourOfWeek: listOf(number), isOut: flag })

/** How things were, and how they usually are. */
export function pastRoutes(app: FastifyInstance, queries: PastQueries): void {
  app.get<{ Params: { accountId: string }; Querystring: { at?: string } }>('/accounts/:accountId/explanation', {
    schema: {
      summary: 'Why the score was what it was, at any past moment',
      description: 'The latest score at or before `at`, as it was known then; each driver\'s contribution and its latest contacts that had been scored by then. Prior and contributions add up to the score.',
      params: { type: 'object', properties: { accountId: { type: 'string', minLength: 1, maxLength: 256 } }, required: ['accountId'] },
      querystring: query({ at: { type: 'string', format: 'date-time', description: 'default: now' } }), response: { 200: explained },
    },
  }, async ({ params: { accountId }, query: { at } }) => {
    const found = await queries.explanation(accountId, at === undefined ? Date.now() + 86_400_000 * 366 : Date.parse(at))
    if (!found) throw new Problem('not-found', `Account ${accountId} has no score${at === undefined ? '' : ` at or before ${at}`}.`)
    return found
  })

  app.get('/sources', {
    schema: { summary: 'Publishing systems: when each was last heard of, its contacts by hour of the week (Monday 00:00 UTC first, mean of four weeks), and whether it has an outage', querystring: query({}), response: { 200: objectOf({ items: listOf(source) }) } },
  }, () => queries.sources())

  app.get<{ Querystring: { days: number } }>('/portfolio/revenue-at-risk', {
    schema: {
      summary: 'Revenue a year of open accounts at risk, by day and currency; currencies are never added up',
      description: 'Of those whose revenue and currency are known. An account whose evidence has faded has no score of the day, and is left out; ClickHouse\'s view revenue_at_risk_by_day goes on with its last one.',
      querystring: query({ days: { type: 'integer', minimum: 1, maximum: 366, default: 60 } }), response: { 200: objectOf({ items: listOf(objectOf({ day: text, currency: text, atRisk: number, all: number })) }) },
    },
  }, (request) => queries.revenueAtRisk(request.query.days))
}
