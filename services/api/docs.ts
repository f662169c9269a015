import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { cookieName } from '../shared/access/requests.ts'
import { withProblems } from '../shared/openapi.ts'

/** OpenAPI of all routes that are registered after this, as a page at /api/docs and as JSON at /api/docs/json. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Customer experience', version: '1',
        description: 'Accounts, scores and alerts. Errors are problem details (RFC 9457). Times are as in RFC 3339, with seconds and Z or an offset (2026-12-31T23:59:00+01:00), without leap seconds. Where there are API keys, or an issuer of tokens, each request carries one as a bearer; '
          + 'viewers read, operators also see what customers wrote and act on alerts, admins also replay failed events.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'an API key (cx keys create), or a token of the OpenID Connect issuer' }, cookie: { type: 'apiKey', in: 'cookie', name: cookieName, description: 'a browser\'s, from POST /api/v1/session' } } },
      security: [{ bearer: [] }, { cookie: [] }, {}],
    },
    transform: withProblems as never,
  })
  await app.register(swaggerUi, { routePrefix: '/api/docs' })
}
