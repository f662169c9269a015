import type { FastifyInstance } from 'fastify'
import type { Rules } from '../live/ports.ts'
import { listOf, number, objectOf, text } from '../resource.ts'
import { query } from './schema.ts'

const within = objectOf({ CRITICAL: number, HIGH: number, NORMAL: number })
const lines = objectOf({ alertBelow: number, criticalBelow: number, clearAt: number, healthyFrom: number, goodRevenue: number })

/** GET /rules: what the model in force promises for alerts. */
export function ruleRoutes(app: FastifyInstance, rules: Rules): void {
  app.get('/rules', {
    schema: {
      summary: 'How soon an alert is to be acknowledged before it escalates, and at which scores one opens',
      description: 'Seconds by severity, and score lines: in general, and in the segments that have figures of their own in the model in force. Below alertBelow an alert opens and the band is AT_RISK; from healthyFrom on it is HEALTHY. From goodRevenue a year on, in whichever currency, an account is in the quadrant AT_RISK or MODEL, below it in DANGLING or GROWTH.',
      querystring: query({}), response: { 200: objectOf({ modelVersion: text, within, lines, segments: listOf(objectOf({ segment: text, within, lines })) }) },
    },
  }, () => rules.alertRules())
}
