import type { Contact } from './api.ts'

export interface Person {
  readonly contactId: string
  /** Of the latest contact, ISO 8601. */
  readonly at: string
}

/** The people of an account by their latest contact, the latest first. Contacts without a person are left out. */
export function latestPeople(contacts: readonly Pick<Contact, 'contactId' | 'occurredAt'>[]): Person[] {
  const latest = new Map<string, string>()
  for (const { contactId, occurredAt } of contacts) {
    if (contactId !== null && occurredAt > (latest.get(contactId) ?? '')) latest.set(contactId, occurredAt)
  }
  return [...latest].map(([contactId, at]) => ({ contactId, at })).sort((a, b) => b.at.localeCompare(a.at) || a.contactId.localeCompare(b.contactId))
}
