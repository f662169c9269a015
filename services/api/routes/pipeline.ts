import type { FastifyInstance } from 'fastify'
import { latencyMinutes, type LatencyQuery } from '../latency-query.ts'
import { inTime } from '../live/deadline.ts'
import type { Pipeline } from '../live/ports.ts'
import { integer, listOf, number, objectOf, text, timeOrNull } from '../resource.ts'
import { query } from './schema.ts'

const measured = objectOf({ interactions: integer, p50Ms: number, p99Ms: number }, ['object', 'null'])
const partition = objectOf({ partition: integer, lag: integer, readUntil: timeOrNull })
const stage = objectOf({ service: text, members: integer, lag: integer, inputs: listOf(objectOf({ topic: text, lag: integer, partitions: listOf(partition) })) })

/** GET /pipeline: whether the services run, and how far they are. */
export function pipelineRoutes(app: FastifyInstance, pipeline: Pipeline, latency: LatencyQuery): void {
  app.get('/pipeline', {
    schema: {
      summary: 'Each service: how many processes of it run, and how many records lie before it',
      description: 'By its consumer group; the notifier by those of its subscriptions. A lag is in records, control records of transactions included; members 0: it does not run. '
        + 'The sink\'s is without the timeline, which its archive takes in batches of some seconds: that stands among its inputs. '
        + 'readUntil: of a source partition, Kafka\'s time of the last record that the enricher has read and committed; null before the first, and for other services. '
        + `latency: from Kafka\'s time of an event to that of its scored interaction, over the last ${latencyMinutes} minutes; null: nothing came in, or ClickHouse does not answer.`,
      querystring: query({}), response: { 200: objectOf({ stages: listOf(stage), latency: measured }) },
    },
  }, async () => {
    const [stages, measuredNow] = await Promise.all([inTime(pipeline.stages(), { withinMs: 10_000 }), latency()])
    return { stages, latency: measuredNow }
  })
}
