import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** OpenAPI of all routes that are registered after this, as a page at /api/docs and as JSON at /api/docs/json. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Customer experience', description: 'Accounts, scores and alerts. Errors are problem details (RFC 9457).', version: '1' } },
  })
  await app.register(swaggerUi, { routePrefix: '/api/docs' })
}
