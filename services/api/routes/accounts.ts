import type { FastifyInstance } from 'fastify'
import { withoutVerbatims } from '../access.ts'
import { pageQuery, pageSchema } from '../page.ts'
import { Problem } from '../problems.ts'
import { accountOrders, type AccountFilter, type HistoryFilter, type Queries, type TimeFilter } from '../queries.ts'
import { listOf, objectOf } from '../resource.ts'
import { account, alert, interaction, score } from '../resources.ts'
import { query, texts } from './schema.ts'

const one = { type: 'object', properties: { accountId: { type: 'string', minLength: 1, maxLength: 256 } }, required: ['accountId'] } as const
const times = {
  from: { type: 'string', format: 'date-time', description: 'from this time on' },
  to: { type: 'string', format: 'date-time', description: 'before this time' },
} as const
const orders = Object.keys(accountOrders).flatMap((name) => (name === 'accountId' ? [name] : [name, `-${name}`]))

/** GET /accounts and what belongs to one account. */
export function accountRoutes(app: FastifyInstance, queries: Queries): void {
  app.get<{ Querystring: AccountFilter }>('/accounts', {
    schema: {
      summary: 'Accounts by their latest score',
      querystring: query({
        band: texts(['UNKNOWN', 'AT_RISK', 'WATCH', 'HEALTHY']), segment: texts(), region: texts(), owner: texts(),
        q: { type: 'string', minLength: 1, maxLength: 256, description: 'part of the account id or of its name' },
        sort: { type: 'string', enum: orders, default: 'score', description: 'with - in front: greatest first' }, ...pageQuery,
      }),
      response: { 200: pageSchema(account) },
    },
  }, (request) => queries.accounts(request.query))

  app.get<{ Params: { accountId: string } }>('/accounts/:accountId', {
    schema: {
      summary: 'An account: latest score, drivers, CRM facts, open alerts',
      params: one, querystring: query({}), response: { 200: objectOf({ ...account.schema.properties, alerts: listOf(alert.schema) }) },
    },
  }, async (request) => {
    const { accountId } = request.params
    const found = await queries.accountById(accountId)
    if (!found) throw new Problem('not-found', `There is no account ${accountId} with a score.`)
    return found
  })

  app.get<{ Params: { accountId: string }; Querystring: TimeFilter }>('/accounts/:accountId/timeline', {
    schema: { summary: 'Contacts of an account, the latest first', params: one, querystring: query({ ...times, ...pageQuery }), response: { 200: pageSchema(interaction) } },
  }, async (request) => {
    const page = await queries.timeline(request.params.accountId, request.query)
    return { ...page, items: withoutVerbatims(request, page.items) }
  })

  app.get<{ Params: { accountId: string }; Querystring: HistoryFilter }>('/accounts/:accountId/history', {
    schema: {
      summary: 'Scores of an account, the latest first',
      params: one,
      querystring: query({ interval: { type: 'string', enum: ['all', 'day'], default: 'all', description: 'day: the last score of each UTC day' }, ...times, ...pageQuery }),
      response: { 200: pageSchema(score) },
    },
  }, (request) => queries.history(request.params.accountId, request.query))
}
