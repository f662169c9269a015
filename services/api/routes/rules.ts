import type { FastifyInstance } from 'fastify'
import type { Rules } from '../live/ports.ts'
import { listOf, number, objectOf, text } from '../resource.ts'
import { query } from './schema.ts'

const within = objectOf({ CRITICAL: number, HIGH: number, NORMAL: number })

/** GET /rules: what the model in force promises for alerts. */
export function ruleRoutes(app: FastifyInstance, rules: Rules): void {
  app.get('/rules', {
    schema: {
      summary: 'How soon an alert is to be acknowledged before it escalates',
      description: 'Seconds by severity: in general, and in the segments that have figures of their own in the model in force.',
      querystring: query({}), response: { 200: objectOf({ modelVersion: text, within, segments: listOf(objectOf({ segment: text, within })) }) },
    },
  }, () => rules.acknowledgement())
}
