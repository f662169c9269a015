import type { AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { Failure } from '../failures.ts'

/** Whose event it is. An event that names both goes by its account. */
export type Subject =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'contact'; readonly id: string }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Finds the account or contact of an event that was validated. */
export function identify(event: TouchPointEvent | SurveyEvent | CrmEvent | AlertAction): Subject {
  if ('kind' in event && event.kind === 'ERASURE_REQUESTED') {
    return failed({ step: 'identify', code: 'erasure.unsupported', reason: 'kind is ERASURE_REQUESTED; erasure does not exist yet' })
  }
  // It says whose a contact is, so it meets the events that name only that contact.
  if ('kind' in event && event.kind === 'CONTACT_UPSERTED') return { kind: 'contact', id: event.contactId! }
  if (event.accountId) return { kind: 'account', id: event.accountId }
  if ('contactId' in event && event.contactId) return { kind: 'contact', id: event.contactId }
  return failed({ step: 'identify', code: 'account.missing', reason: 'accountId and contactId are both missing' })
}

const failed = (failure: Failure): Subject => ({ kind: 'failed', failure })
