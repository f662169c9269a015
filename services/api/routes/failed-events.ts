import type { FastifyInstance } from 'fastify'
import { pageQuery, pageSchema } from '../page.ts'
import type { FailedFilter, PortfolioQueries } from '../portfolio-queries.ts'
import { Problem } from '../problems.ts'
import { objectOf } from '../resource.ts'
import { failedEvent, failedEventBytes } from '../resources.ts'
import { query, texts } from './schema.ts'

/** GET /failed-events and one of them. */
export function failedEventRoutes(app: FastifyInstance, queries: PortfolioQueries): void {
  app.get<{ Querystring: FailedFilter }>('/failed-events', {
    schema: {
      summary: 'Records that could not be processed, the latest first',
      querystring: query({ code: texts(), topic: texts(), ...pageQuery }), response: { 200: pageSchema(failedEvent) },
    },
  }, (request) => queries.failed(request.query))

  app.get<{ Params: { failureId: string } }>('/failed-events/:failureId', {
    // The bytes may hold what a customer wrote.
    config: { access: 'operator' },
    schema: {
      summary: 'A failed event with its bytes',
      params: { type: 'object', properties: { failureId: { type: 'string', minLength: 1, maxLength: 512 } }, required: ['failureId'] },
      querystring: query({}),
      response: { 200: objectOf({ ...failedEvent.schema.properties, ...failedEventBytes.schema.properties }) },
    },
  }, async (request) => {
    const found = await queries.failedById(request.params.failureId)
    if (!found) throw new Problem('not-found', `There is no failed event ${request.params.failureId}.`)
    return found
  })
}
