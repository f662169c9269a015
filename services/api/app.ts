import { fastify, type FastifyInstance } from 'fastify'
import { answerBrokenRequest } from '../shared/broken-requests.ts'
import type { Log } from '../shared/log.ts'
import type { MetricsPage } from '../shared/metrics.ts'
import { isTime } from '../shared/time.ts'
import { guarded, type Access } from './access.ts'
import { serveConsole } from './console.ts'
import { serveDocs } from './docs.ts'
import { createLatencyQuery } from './latency-query.ts'
import { createInsightQueries } from './insight-queries.ts'
import type { Actions, AlertFeed, FailedRecords, Pipeline, Rules } from './live/ports.ts'
import type { ApiMetrics } from './metrics.ts'
import type { Database } from './ports.ts'
import { answerProblems, answerUnroutable } from './problems.ts'
import { createPastQueries } from './past-queries.ts'
import { createPortfolioQueries } from './portfolio-queries.ts'
import { createQueries } from './queries.ts'
import { accountRoutes } from './routes/accounts.ts'
import { actionRoutes } from './routes/actions.ts'
import { alertRoutes } from './routes/alerts.ts'
import { failedEventRoutes } from './routes/failed-events.ts'
import { healthRoutes } from './routes/health.ts'
import { insightRoutes } from './routes/insights.ts'
import { pastRoutes } from './routes/past.ts'
import { pipelineRoutes } from './routes/pipeline.ts'
import { portfolioRoutes } from './routes/portfolio.ts'
import { ruleRoutes } from './routes/rules.ts'
import { sessionRoutes } from './routes/session.ts'
import { streamRoutes } from './routes/stream.ts'
import { surveyRoutes } from './routes/surveys.ts'

export interface AppParts {
  readonly database: Database
  readonly feed: AlertFeed
  readonly actions: Actions
  readonly rules: Rules
  readonly failed: FailedRecords
  readonly pipeline: Pipeline
  readonly access: Access
  /** What keeps the api from doing its work, for people; empty: it is ready. */
  missing(): readonly string[]
  readonly metrics: ApiMetrics
  readonly page: MetricsPage
  readonly log: Log
  /** Whose X-Forwarded-… are believed; default: nobody's. */
  readonly trustedProxies?: readonly string[]
  /** Between two signs of life of a stream of alerts; default 15 s. */
  readonly heartbeatMs?: number
}

/** Longer than any id in its percent-encoded form. */
const maxParamLength = 2048

/** The api as a fastify instance that listens nowhere yet. */
export async function createApp({ database, feed, actions, rules, failed, pipeline, access, missing, metrics, page, log, trustedProxies = [], heartbeatMs }: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    clientErrorHandler: answerBrokenRequest,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    routerOptions: { maxParamLength },
    // A parameter that is given once becomes a list where a list is meant; an unknown one is an error, not ignored.
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false }, onCreate: (ajv) => void ajv.addFormat('date-time', isTime) },
    frameworkErrors: answerUnroutable,
  })
  answerProblems(app, log)
  app.addHook('onResponse', async (request, reply) => {
    metrics.answered(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000)
  })
  const queries = createQueries(database)
  const portfolio = createPortfolioQueries(database)
  await serveDocs(app)
  await app.register((v1) => sessionRoutes(v1, access), { prefix: '/api/v1' })
  await app.register(async (v1) => {
    await guarded(v1, access)
    accountRoutes(v1, queries)
    alertRoutes(v1, queries)
    actionRoutes(v1, actions, queries)
    portfolioRoutes(v1, portfolio)
    insightRoutes(v1, createInsightQueries(database))
    failedEventRoutes(v1, portfolio, failed)
    streamRoutes(v1, feed, access.guard, log, heartbeatMs)
    surveyRoutes(v1, queries, rules)
    ruleRoutes(v1, rules)
    pastRoutes(v1, createPastQueries(database))
    pipelineRoutes(v1, pipeline, createLatencyQuery(database))
  }, { prefix: '/api/v1' })
  await serveConsole(app)
  healthRoutes(app, missing, page)
  return app
}
