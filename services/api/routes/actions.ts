import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { AlertAction } from '../../../schemas/types.ts'
import { local } from '../../shared/access/caller.ts'
import type { Actions } from '../live/ports.ts'
import { stepOf } from '../live/step.ts'
import { Problem } from '../problems.ts'
import { integer, objectOf, text } from '../resource.ts'
import { alertStep } from '../resources.ts'
import { query } from './schema.ts'

interface ActionBody {
  readonly actionId?: string
  readonly action: 'ACKNOWLEDGE' | 'ASSIGN' | 'SNOOZE' | 'CLOSE'
  readonly by?: string
  readonly assignee?: string
  readonly until?: string
  readonly outcome?: 'SAVED' | 'NOT_SAVED' | 'FALSE_ALARM'
  readonly note?: string
}

const name = { type: 'string', minLength: 1, maxLength: 256 } as const
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['action'],
  properties: {
    actionId: { ...name, description: 'repeated with the same id, an action is applied once; default: a new one' },
    action: { type: 'string', enum: ['ACKNOWLEDGE', 'ASSIGN', 'SNOOZE', 'CLOSE'] },
    by: { ...name, description: 'who acts, where nobody is asked who they are; else it is the name of the key or token' },
    assignee: { ...name, description: 'for ASSIGN' },
    until: { type: 'string', format: 'date-time', description: 'for SNOOZE' },
    outcome: { type: 'string', enum: ['SAVED', 'NOT_SAVED', 'FALSE_ALARM'], description: 'for CLOSE' },
    note: { type: 'string', maxLength: 4000 },
  },
} as const
const answer = objectOf({
  actionId: text, loggedAt: objectOf({ topic: text, partition: integer, offset: integer }), outcome: text, step: alertStep.schema, code: text, reason: text,
}, 'object', ['actionId', 'loggedAt', 'outcome'])

/** What each action cannot be without. */
const needs = { ACKNOWLEDGE: null, ASSIGN: 'assignee', SNOOZE: 'until', CLOSE: 'outcome' } as const

/** POST /alerts/{id}/actions. */
export function actionRoutes(app: FastifyInstance, actions: Actions): void {
  app.post<{ Params: { alertId: string }; Body: ActionBody }>('/alerts/:alertId/actions', {
    config: { access: 'operator' },
    schema: {
      summary: 'Act on an alert',
      description: 'Answers when the action is in the log (loggedAt) and the scorer has judged it: 200 with outcome applied and the new step, or refused with code and reason; '
        + '202 with outcome pending where that takes longer.',
      params: { type: 'object', properties: { alertId: { type: 'string', minLength: 1, maxLength: 512 } }, required: ['alertId'] },
      querystring: query({}), body, response: { 200: answer, 202: answer },
    },
  }, async (request, reply) => {
    const { caller } = request
    const action = actionOf(request.params.alertId, request.body, caller === local ? request.body.by ?? 'console' : caller.name)
    const { loggedAt, outcome } = await actions.submit(action)
    const result = await outcome
    reply.code(result.outcome === 'pending' ? 202 : 200)
    return { actionId: action.actionId, loggedAt, ...result, ...(result.outcome === 'applied' && { step: stepOf(result.step) }) }
  })
}

function actionOf(alertId: string, asked: ActionBody, by: string): AlertAction {
  const [, accountId] = /^(.+)~[A-Z_]+~\d+$/s.exec(alertId) ?? []
  if (accountId === undefined) throw new Problem('not-found', `There is no alert ${alertId}: an id ends in ~KIND~number.`)
  const need = needs[asked.action]
  if (need !== null && asked[need] === undefined) throw new Problem('invalid-request', `${asked.action} needs ${need}.`)
  return {
    actionId: asked.actionId ?? randomUUID(), occurredAt: Date.now(), accountId, alertId, action: asked.action, by, assignee: asked.assignee ?? null,
    until: asked.until === undefined ? null : Date.parse(asked.until), outcome: asked.outcome ?? null, note: asked.note ?? null,
  }
}
