import type { FastifyInstance } from 'fastify'
import type { MetricsPage } from '../../shared/metrics.ts'

/** Health and metrics beside the api itself. */
export function healthRoutes(app: FastifyInstance, missing: () => Promise<readonly string[]>, page: MetricsPage): void {
  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async (_, reply) => {
    const lacks = await missing()
    return lacks.length === 0 ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', missing: lacks })
  })
  app.get('/metrics', async (_, reply) => reply.type(page.contentType).send(await page.text()))
}
