import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { AccountProfile, Person } from './company.ts'

const dayMs = 86_400_000

/** Whose systems publish what. */
export type Source = 'crm' | 'helpdesk' | 'shop' | 'logistics' | 'product' | 'billing' | 'surveys' | 'social'

type Given<T, Must extends keyof T> = Pick<T, Must> & Partial<T>

/** A touch point with what matters about it; the rest is empty. `byContact`: the sender knows the person only, not the account. */
export function touchPoint(account: AccountProfile, person: Person | null, source: Source, id: string, event: Given<TouchPointEvent, 'occurredAt' | 'touchPoint'>, byContact = false): PlayedEvent {
  return {
    topic: 'touchpoints', key: byContact && person ? person.id : account.id, at: event.occurredAt,
    event: {
      eventId: id, source, accountId: byContact ? null : account.id, contactId: person?.id ?? null, directness: 'DIRECT', reach: null, stage: 'USE', channel: null,
      location: null, outcome: null, measures: {}, expected: {}, text: null, language: event.text ? 'en' : null, corrects: null, attributes: {}, ...event,
    } satisfies TouchPointEvent,
  }
}

const scales = {
  NPS: { scaleMin: 0, scaleMax: 10, higherIsBetter: true },
  CSAT: { scaleMin: 1, scaleMax: 5, higherIsBetter: true },
  CES: { scaleMin: 1, scaleMax: 7, higherIsBetter: false },
  RATING: { scaleMin: 1, scaleMax: 5, higherIsBetter: true },
} as const
export type Metric = keyof typeof scales

/** A survey's step. CES asks how much effort it was: 1 is best. */
export function survey(account: AccountProfile, person: Person, metric: Metric, id: string, event: Given<SurveyEvent, 'occurredAt' | 'surveyId' | 'status'>): PlayedEvent {
  return {
    topic: 'surveys', key: account.id, at: event.occurredAt,
    event: {
      eventId: id, source: 'surveys', accountId: account.id, contactId: person.id, pattern: 'TRANSACTION', metric, ...scales[metric], score: null, comment: null,
      language: event.comment ? 'en' : null, touchPoint: null, stage: 'USE', channel: 'email', location: null, corrects: null, attributes: {}, ...event,
    } satisfies SurveyEvent,
  }
}

/** The account as the CRM has it; `today`: the day that renewals are counted from. */
export function accountUpserted(account: AccountProfile, at: number, today: number): PlayedEvent {
  return {
    topic: 'crm', key: account.id, at,
    event: {
      eventId: `crm-${account.id}-${at}`, occurredAt: at, source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId: account.id, contactId: null,
      account: {
        name: account.name, segment: account.segment, vertical: account.vertical, region: account.region, annualRevenue: account.annualRevenue,
        currency: account.currency, owner: account.owner, escalationOwner: account.escalationOwner, renewalAt: today + account.renewalInDays * dayMs,
        parentAccountId: account.parentId, attributes: {},
      },
    } satisfies CrmEvent,
  }
}

/** A person at the account, as the CRM has it. */
export function contactUpserted(account: AccountProfile, person: Person, at: number): PlayedEvent {
  return {
    topic: 'crm', key: account.id, at,
    event: {
      eventId: `crm-${person.id}-${at}`, occurredAt: at, source: 'crm', kind: 'CONTACT_UPSERTED', accountId: account.id, contactId: person.id, account: null,
    } satisfies CrmEvent,
  }
}
