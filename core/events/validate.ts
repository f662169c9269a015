import type { AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'
import { idTooLong, impossibleTime, invalid, missing, negative, notFinite, reserved, textTooLong, unknown } from './checks.ts'
import type { Received } from './checks.ts'

/**
 * Why an event cannot be used, by the kind of timeline record that it would become: of several faults the first in the order of the contract's
 * table of codes; null where it is well formed. The reason names the field's path.
 */
export const validate = {
  TOUCH_POINT: (e: TouchPointEvent, received: Received): Failure | null =>
    missing({ eventId: e.eventId })
    ?? idTooLong({ eventId: e.eventId, accountId: e.accountId, contactId: e.contactId, corrects: e.corrects, touchPoint: e.touchPoint })
    ?? unknown({ directness: e.directness })
    ?? notFinite(e.measures, 'measures.')
    ?? notFinite(e.expected, 'expected.')
    ?? negative('reach', e.reach)
    ?? impossibleTime(e.occurredAt, received)
    ?? textTooLong('text', e.text)
    ?? reserved(e.touchPoint),

  SURVEY: (e: SurveyEvent, received: Received): Failure | null =>
    missing({ eventId: e.eventId })
    ?? idTooLong({ eventId: e.eventId, accountId: e.accountId, contactId: e.contactId, corrects: e.corrects, surveyId: e.surveyId, touchPoint: e.touchPoint })
    ?? unknown({ status: e.status, pattern: e.pattern, metric: e.metric })
    // Of a scale that is wider than a number can say, no answer has a place on it.
    ?? notFinite({ score: e.score, scaleMin: e.scaleMin, scaleMax: e.scaleMax, 'scaleMax - scaleMin': e.scaleMax - e.scaleMin })
    ?? impossibleTime(e.occurredAt, received)
    ?? textTooLong('comment', e.comment)
    ?? reserved(e.touchPoint)
    ?? scale(e)
    ?? unanswered(e),

  ACCOUNT: (e: CrmEvent, received: Received): Failure | null =>
    missing({ eventId: e.eventId, accountId: e.accountId })
    ?? idTooLong({ eventId: e.eventId, accountId: e.accountId, contactId: e.contactId })
    ?? unknown({ kind: e.kind })
    ?? notFinite({ 'account.annualRevenue': e.account?.annualRevenue ?? null })
    ?? impossibleTime(e.occurredAt, received)
    ?? incomplete(e),

  // An unknown action is judged by the scorer, which knows the alert.
  ACTION: (e: AlertAction, received: Received): Failure | null =>
    missing({ actionId: e.actionId, accountId: e.accountId, alertId: e.alertId })
    ?? idTooLong({ actionId: e.actionId, accountId: e.accountId, alertId: e.alertId })
    ?? impossibleTime(e.occurredAt, received)
    ?? textTooLong('note', e.note),
} as const

/** Holds for surveys that were only sent, or expired, too: their scale is what an answer will be measured on. */
function scale({ metric, score, scaleMin, scaleMax, higherIsBetter }: SurveyEvent): Failure | null {
  if (scaleMin >= scaleMax) return invalid('survey.scale', `scaleMin is ${scaleMin}, not below scaleMax ${scaleMax}`)
  if (score !== null && (score < scaleMin || score > scaleMax)) return invalid('survey.off-scale', `score is ${score}, off the scale ${scaleMin} to ${scaleMax}`)
  if (metric !== 'NPS') return null
  if (scaleMin !== 0 || scaleMax !== 10) return invalid('survey.nps-scale', `scaleMin and scaleMax are ${scaleMin} and ${scaleMax}; NPS is asked from 0 to 10`)
  return higherIsBetter ? null : invalid('survey.nps-scale', 'higherIsBetter is false; in NPS 10 is best')
}

const unanswered = ({ status, score, comment }: SurveyEvent): Failure | null =>
  status === 'ANSWERED' && score === null && comment === null ? invalid('survey.unanswered', 'status is ANSWERED, but score and comment are missing') : null

function incomplete({ kind, account, contactId }: CrmEvent): Failure | null {
  if (kind === 'ACCOUNT_UPSERTED' && account === null) return invalid('crm.incomplete', 'kind is ACCOUNT_UPSERTED, but account is missing')
  return kind === 'CONTACT_UPSERTED' && !contactId ? invalid('crm.incomplete', 'kind is CONTACT_UPSERTED, but contactId is missing') : null
}
