import { survey, touchPoint } from './events.ts'
import type { AccountProfile, Person } from './company.ts'

/** The service as its monitoring saw it; availability 0 to 1. */
export const use = (account: AccountProfile, id: string, at: number, availability: number) =>
  touchPoint(account, null, 'product', id, { occurredAt: at, touchPoint: 'product.use', channel: 'app', measures: { availability: Math.round(availability * 1000) / 1000 } })

/** A call at the helpdesk and how it went. */
export const call = (account: AccountProfile, person: Person, id: string, at: number, outcome: 'FAILED' | 'ESCALATED' | 'COMPLAINED' | 'PRAISED', minutes: number, text: string) =>
  touchPoint(account, person, 'helpdesk', id, {
    occurredAt: at, touchPoint: 'support.call', stage: 'SUPPORT', channel: 'phone', outcome, measures: { waitSeconds: Math.round(minutes * 60) }, text,
  })

/** A ticket that was solved. */
export const ticket = (account: AccountProfile, person: Person, id: string, at: number, hours: number, text: string | null) =>
  touchPoint(account, person, 'helpdesk', id, {
    occurredAt: at, touchPoint: 'support.resolution', stage: 'SUPPORT', channel: 'portal', outcome: 'SUCCEEDED', measures: { hours }, expected: { hours: 8 }, text,
  })

/** A delivery so many days after the promised one. */
export const late = (account: AccountProfile, person: Person, id: string, at: number, delayDays: number, text: string) =>
  touchPoint(account, person, 'logistics', id, { occurredAt: at, touchPoint: 'delivery', stage: 'RECEIVE', measures: { delayDays }, text })

/** The answer to how a call was, 1 to 5. */
export const csat = (account: AccountProfile, person: Person, id: string, at: number, score: number, comment: string) =>
  survey(account, person, 'CSAT', id, { occurredAt: at, surveyId: id, status: 'ANSWERED', score, touchPoint: 'support.call', stage: 'SUPPORT', comment })

/** The answer to whether they would recommend us, 0 to 10. */
export const nps = (account: AccountProfile, person: Person, id: string, at: number, score: number, comment: string) =>
  survey(account, person, 'NPS', id, { occurredAt: at, surveyId: id, status: 'ANSWERED', pattern: 'RELATIONSHIP', score, comment })

/** What somebody of the account says in public, to so many people. */
export const publicWord = (account: AccountProfile, id: string, at: number, outcome: 'COMPLAINED' | 'PRAISED', reach: number, text: string) =>
  touchPoint(account, null, 'social', id, { occurredAt: at, touchPoint: 'mention', stage: 'AWARE', channel: 'web', directness: 'INDIRECT', reach, outcome, text })
