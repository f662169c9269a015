import type { AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'

/** What a record has to be to be accepted, written from the wire contract's table "Codes of failed events"; of several faults the first in its order. */
export interface Subject {
  readonly of: 'account' | 'contact'
  readonly id: string
}

type Check = string | false | null | undefined

const bytes = (text: string | null | undefined) => (text === null || text === undefined ? 0 : Buffer.byteLength(text))
const long = (...ids: (string | null)[]) => ids.some((id) => bytes(id) > 256) && 'id.too-long'
const infinite = (...numbers: (number | null | undefined)[]) => numbers.some((n) => n !== null && n !== undefined && !Number.isFinite(n)) && 'number.not-finite'
const wrongTime = (at: number, received: number, skewMs: number) => (at > received + skewMs ? 'time.in-future' : at < Date.UTC(1990, 0, 1) && 'time.too-old')
const longText = (text: string | null) => bytes(text) > 32 * 1024 && 'text.too-long'
const reserved = (key: string | null) => key?.startsWith('survey.') && 'touch-point.reserved'
const first = (...checks: Check[]): string | null => checks.find((check) => typeof check === 'string') as string | undefined ?? null

function identify(accountId: string | null, contactId: string | null): Subject | string {
  if (accountId) return { of: 'account', id: accountId }
  return contactId ? { of: 'contact', id: contactId } : 'account.missing'
}

export function judgeTouchPoint(e: TouchPointEvent, received: number, skewMs: number): Subject | string {
  return first(
    !e.eventId && 'id.missing', long(e.eventId, e.accountId, e.contactId, e.corrects), e.directness === 'UNKNOWN' && 'enum.unknown',
    infinite(...Object.values(e.measures), ...Object.values(e.expected)), e.reach !== null && e.reach < 0 && 'number.negative',
    wrongTime(e.occurredAt, received, skewMs), longText(e.text), reserved(e.touchPoint),
  ) ?? identify(e.accountId, e.contactId)
}

export function judgeSurvey(e: SurveyEvent, received: number, skewMs: number): Subject | string {
  const { score, scaleMin, scaleMax } = e
  return first(
    !e.eventId && 'id.missing', long(e.eventId, e.accountId, e.contactId, e.corrects, e.surveyId),
    [e.status, e.pattern, e.metric].includes('UNKNOWN') && 'enum.unknown',
    infinite(score, scaleMin, scaleMax), wrongTime(e.occurredAt, received, skewMs), longText(e.comment), reserved(e.touchPoint),
    scaleMin >= scaleMax && 'survey.scale', score !== null && (score < scaleMin || score > scaleMax) && 'survey.off-scale',
    e.metric === 'NPS' && (scaleMin !== 0 || scaleMax !== 10 || !e.higherIsBetter) && 'survey.nps-scale',
    e.status === 'ANSWERED' && score === null && e.comment === null && 'survey.unanswered',
  ) ?? identify(e.accountId, e.contactId)
}

export function judgeCrm(e: CrmEvent, received: number, skewMs: number): Subject | string {
  return first(
    (!e.eventId || !e.accountId) && 'id.missing', long(e.eventId, e.accountId, e.contactId), e.kind === 'UNKNOWN' && 'enum.unknown',
    infinite(e.account?.annualRevenue), wrongTime(e.occurredAt, received, skewMs),
    e.kind === 'ACCOUNT_UPSERTED' && e.account === null && 'crm.incomplete', e.kind === 'CONTACT_UPSERTED' && !e.contactId && 'crm.incomplete',
    e.kind === 'ERASURE_REQUESTED' && 'erasure.unsupported',
  ) ?? (e.kind === 'CONTACT_UPSERTED' ? { of: 'contact', id: e.contactId! } : { of: 'account', id: e.accountId })
}

export function judgeAction(e: AlertAction, received: number, skewMs: number): Subject | string {
  return first(
    (!e.actionId || !e.accountId || !e.alertId) && 'id.missing', long(e.actionId, e.accountId, e.alertId),
    wrongTime(e.occurredAt, received, skewMs), longText(e.note),
  ) ?? { of: 'account', id: e.accountId }
}
