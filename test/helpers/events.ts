import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'

/** A touch point with plain values; what a test is about goes into `over`. */
export const touchPoint = (over: Partial<TouchPointEvent> = {}): TouchPointEvent => ({
  eventId: 'e1', occurredAt: Date.UTC(2026, 9, 1, 12), source: 'helpdesk', accountId: 'a1', contactId: null, touchPoint: 'support.call', directness: 'DIRECT',
  reach: null, stage: 'SUPPORT', channel: 'phone', location: null, outcome: 'SUCCEEDED', measures: { waitSeconds: 130.5 }, expected: {},
  text: 'Schnell gelöst 👍', language: 'de', corrects: null, attributes: { team: 'emea' }, ...over,
})

/** An answered survey with plain values. */
export const survey = (over: Partial<SurveyEvent> = {}): SurveyEvent => ({
  eventId: 's1', occurredAt: Date.UTC(2026, 9, 1, 12), source: 'survey-tool', accountId: 'a1', contactId: 'c1', surveyId: 'q3', status: 'ANSWERED',
  pattern: 'TRANSACTION', metric: 'NPS', score: 6, scaleMin: 0, scaleMax: 10, higherIsBetter: true, comment: null, language: null, touchPoint: null,
  stage: null, channel: null, location: null, corrects: null, attributes: {}, ...over,
})

/** The upsert of an account with plain values. */
export const accountUpsert = (over: Partial<CrmEvent> = {}): CrmEvent => ({
  eventId: 'u1', occurredAt: Date.UTC(2026, 9, 1, 12), source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId: 'a1', contactId: null,
  account: {
    name: 'Acme', segment: 'smb', vertical: null, region: null, annualRevenue: 120_000, currency: 'EUR', owner: 'kim', escalationOwner: null,
    renewalAt: null, parentAccountId: null, attributes: {},
  },
  ...over,
})
