import type { FastifyInstance } from 'fastify'
import type { MetricsPage } from '../../shared/metrics.ts'
import { listOf, objectOf, text } from '../resource.ts'

const status = objectOf({ status: text })

/** Health and metrics beside the api itself. */
export function healthRoutes(app: FastifyInstance, missing: () => readonly string[], page: MetricsPage): void {
  app.get('/health/live', { schema: { summary: 'Whether the process runs', response: { 200: status } } }, async () => ({ status: 'live' }))
  app.get('/health/ready', { schema: { summary: 'Whether it can do its work, and what is missing', response: { 200: status, 503: objectOf({ status: text, missing: listOf(text) }) } } }, async (_, reply) => {
    const lacks = missing()
    return lacks.length === 0 ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', missing: lacks })
  })
  app.get('/metrics', { schema: { summary: 'For Prometheus', response: { 200: { description: 'Metrics in Prometheus\' text format', content: { 'text/plain': { schema: text } } } } } },
    async (_, reply) => reply.type(page.contentType).send(await page.text()))
}
