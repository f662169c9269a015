import type { FastifyInstance } from 'fastify'
import { pageQuery, pageSchema } from '../page.ts'
import { Problem } from '../problems.ts'
import type { AlertFilter, Queries } from '../queries.ts'
import { listOf, objectOf } from '../resource.ts'
import { alert, alertStep } from '../resources.ts'
import { query, texts } from './schema.ts'

const kinds = ['SCORE_BELOW', 'SCORE_DROP', 'LOW_SURVEY', 'SILENT', 'BURST', 'SOURCE_OUTAGE', 'MODEL_CHANGE']

/** GET /alerts and one alert. */
export function alertRoutes(app: FastifyInstance, queries: Queries): void {
  app.get<{ Querystring: AlertFilter }>('/alerts', {
    schema: {
      summary: 'Alerts, the one opened last first',
      querystring: query({
        status: { type: 'string', enum: ['open', 'closed'] }, kind: texts(kinds), severity: texts(['NORMAL', 'HIGH', 'CRITICAL']), owner: texts(),
        accountId: { type: 'string', minLength: 1, maxLength: 256 }, ...pageQuery,
      }),
      response: { 200: pageSchema(alert) },
    },
  }, (request) => queries.alerts(request.query))

  app.get<{ Params: { alertId: string } }>('/alerts/:alertId', {
    schema: {
      summary: 'An alert after its latest step, and all its steps',
      params: { type: 'object', properties: { alertId: { type: 'string', minLength: 1, maxLength: 512 } }, required: ['alertId'] },
      querystring: query({}),
      response: { 200: objectOf({ ...alert.schema.properties, steps: listOf(alertStep.schema) }) },
    },
  }, async (request) => {
    const { alertId } = request.params
    const found = await queries.alertById(alertId)
    if (!found) throw new Problem('not-found', `There is no alert ${alertId}.`)
    return found
  })
}
