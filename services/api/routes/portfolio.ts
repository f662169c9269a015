import type { FastifyInstance } from 'fastify'
import { mostAccounts, type PortfolioQueries } from '../portfolio-queries.ts'
import { integer, listOf, number, objectOf, text } from '../resource.ts'
import { portfolioAccount } from '../resources.ts'
import { query } from './schema.ts'

const day = objectOf({ day: text, atRisk: integer, watch: integer, healthy: integer, unknown: integer, meanScore: number })

/** What charts over all accounts are drawn from. */
export function portfolioRoutes(app: FastifyInstance, queries: PortfolioQueries): void {
  app.get('/portfolio', {
    schema: { summary: `All accounts in short, at most ${mostAccounts}`, querystring: query({}), response: { 200: objectOf({ accounts: listOf(portfolioAccount.schema) }) } },
  }, async (_, reply) => reply.type('application/json; charset=utf-8').send(`{"accounts":${await queries.portfolio()}}`))

  app.get<{ Querystring: { days: number } }>('/portfolio/bands', {
    schema: {
      summary: 'Open accounts by band, as of the last score of each account and UTC day',
      description: 'An account whose evidence has faded has no score of the day, and is not counted; ClickHouse\'s view bands_by_day goes on with its last one.',
      querystring: query({ days: { type: 'integer', minimum: 1, maximum: 366, default: 30 } }), response: { 200: objectOf({ days: listOf(day) }) },
    },
  }, (request) => queries.bandsByDay(request.query.days))
}
