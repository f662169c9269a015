import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { statusOf } from '../../../core/alerting/action.ts'
import type { AlertAction } from '../../../schemas/types.ts'
import { local } from '../../shared/access/caller.ts'
import type { ActionOutcome, Actions } from '../live/ports.ts'
import { stepOf } from '../live/step.ts'
import { Problem } from '../problems.ts'
import type { Queries } from '../queries.ts'
import { integer, objectOf, text, type Row } from '../resource.ts'
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
export function actionRoutes(app: FastifyInstance, actions: Actions, queries: Queries): void {
  app.post<{ Params: { alertId: string }; Body: ActionBody }>('/alerts/:alertId/actions', {
    config: { access: 'operator' },
    schema: {
      summary: 'Act on an alert',
      description: 'Answers when the action is in the log (loggedAt) and the scorer has judged it: 200 with outcome applied and the new step, or refused with code and reason; '
        + '202 with outcome pending where that takes longer. Repeated with the same actionId, it gives the step that the action brought about the first time; another action under that id is a conflict.',
      params: { type: 'object', properties: { alertId: { type: 'string', minLength: 1, maxLength: 512 } }, required: ['alertId'] },
      querystring: query({}), body, response: { 200: answer, 202: answer },
    },
  }, async (request, reply) => {
    const { caller } = request
    const action = actionOf(request.params.alertId, request.body, caller === local ? request.body.by ?? 'console' : caller.name)
    const { loggedAt, outcome } = await actions.submit(action)
    const before = () => (request.body.actionId === undefined ? Promise.resolve(null) : stepOfBefore(queries, action))
    // ClickHouse has a step some seconds later than the log: what is not there yet may be there in the end.
    const result = await before() ?? answered(await outcome) ?? await before()
    if (result?.['outcome'] === 'applied' && isOther(result['step'] as Row, action)) {
      throw new Problem('conflict', `actionId ${action.actionId} has been used for another action on this alert, and is applied once: give this one an id of its own.`)
    }
    reply.code(result === null ? 202 : 200)
    return { actionId: action.actionId, loggedAt, ...(result ?? { outcome: 'pending' }) }
  })
}

/** What is known of an action's outcome in the words of the api; null: nothing yet. */
type Answered = Row | null

const answered = (outcome: ActionOutcome): Answered =>
  (outcome.outcome === 'pending' ? null : outcome.outcome === 'applied' ? { outcome: 'applied', step: stepOf(outcome.step) } : outcome)

/** To the scorer an action that it has applied before is a repeat, which makes no step: the one that it made then is looked up. */
async function stepOfBefore(queries: Queries, { alertId, actionId }: AlertAction): Promise<Answered> {
  // The action is in the log, whatever ClickHouse says.
  const step = await queries.stepBy(alertId, actionId).catch(() => null)
  return step && { outcome: 'applied', step }
}

/** Whether a step tells of something else than the action asks for. */
function isOther({ status, outcome, owner, snoozedUntil }: Row, asked: AlertAction): boolean {
  if (asked.action === 'CLOSE') return status !== 'CLOSED' || outcome !== asked.outcome
  return status !== statusOf(asked) || (asked.action === 'ASSIGN' && owner !== asked.assignee) || (asked.action === 'SNOOZE' && Date.parse(String(snoozedUntil)) !== asked.until)
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
