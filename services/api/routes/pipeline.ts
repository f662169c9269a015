import type { FastifyInstance } from 'fastify'
import type { Pipeline } from '../live/ports.ts'
import { Problem } from '../problems.ts'
import { integer, listOf, objectOf, text } from '../resource.ts'
import { query } from './schema.ts'

const stage = objectOf({ service: text, members: integer, lag: integer, inputs: listOf(objectOf({ topic: text, lag: integer })) })

/** GET /pipeline: whether the services run, and how far they are. */
export function pipelineRoutes(app: FastifyInstance, pipeline: Pipeline): void {
  app.get('/pipeline', {
    schema: {
      summary: 'Each service: how many processes of it run, and how many records lie before it',
      description: 'By its consumer group. A lag is in records, control records of transactions included; members 0: it does not run.',
      querystring: query({}), response: { 200: objectOf({ stages: listOf(stage) }) },
    },
  }, async () => {
    try {
      return { stages: await pipeline.stages() }
    } catch {
      throw new Problem('log-away', 'Kafka does not answer.')
    }
  })
}
