import type { FastifyInstance } from 'fastify'
import { permission } from '../../../core/surveys/permission.ts'
import type { Rules } from '../live/ports.ts'
import type { Queries } from '../queries.ts'
import { flag, objectOf, text, time } from '../resource.ts'
import { query } from './schema.ts'

/** GET /surveys/permission: may I survey this contact now? */
export function surveyRoutes(app: FastifyInstance, queries: Queries, rules: Rules): void {
  app.get<{ Querystring: { contactId: string; at?: string } }>('/surveys/permission', {
    schema: {
      summary: 'May this contact be surveyed now?',
      description: 'By the model\'s contactFrequency, over the surveys that were sent to the contact or answered by it, whatever the account. Answers why, and from when on.',
      querystring: {
        ...query({
          contactId: { type: 'string', minLength: 1, maxLength: 256 },
          at: { type: 'string', format: 'date-time', description: 'asked for another moment than now' },
        }), required: ['contactId'],
      },
      response: { 200: objectOf({ allowed: flag, reason: text, from: time }) },
    },
  }, async (request) => {
    const { contactId, at } = request.query
    const now = at === undefined ? Date.now() : Date.parse(at)
    const own = await rules.contactFrequency()
    const asked = await queries.surveysOf(contactId, now - Math.max(own.perMs, own.minGapMs))
    const answer = permission(asked, own, now)
    return { ...answer, from: new Date(answer.from).toISOString() }
  })
}
