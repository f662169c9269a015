import { newAccount, type Account } from '../../core/scoring/account.ts'
import { identify, remember, replace } from '../../core/scoring/identity.ts'
import { compile } from '../../core/model/model.ts'
import type { Interaction } from '../../schemas/types.ts'
import { shippedModel } from './timeline.ts'

const model = { ...compile(shippedModel()), dedupWindowMs: Infinity, dedupIds: Infinity }

/** Contacts, in the order of the log, that the scorer's own functions leave standing where they never forget an event id. */
export function standingContacts(contacts: readonly Interaction[]): Interaction[] {
  const accounts = new Map<string, Account>()
  for (const { accountId, eventId, occurredAt, corrects } of contacts) {
    const account = accounts.get(accountId) ?? { ...newAccount(accountId), time: 0 }
    accounts.set(accountId, account)
    if (identify(account, eventId, account.time, model) !== 'new') continue
    if (corrects !== null && corrects !== eventId) replace(account, corrects, eventId, null, model)
    remember(account, eventId, occurredAt, null, model)
  }
  return contacts.filter(({ accountId, eventId }) => accounts.get(accountId)!.remembered.find(eventId)!.replacedBy === null)
}
