import type { Model } from '../model/model.ts'
import type { Account, Remembered } from './account.ts'
import type { Observation } from './observation.ts'
import { removeObservation, touch } from './sums.ts'

/** `superseded`: an original that comes after its correction. */
export type Identity = 'new' | 'duplicate' | 'superseded'

/** Whether an event id is new to the account at its time `at` (scoring.md §5). */
export function identify(account: Account, eventId: string, at: number, model: Model): Identity {
  const entry = recall(account, eventId, at, model)
  if (entry === null) return 'new'
  return entry.occurredAt === null ? 'superseded' : 'duplicate'
}

/** Remembers an accepted event; the ids that are no longer both young and recent are forgotten. */
export function remember(account: Account, eventId: string, occurredAt: number, observation: Observation | null, model: Model): void {
  keep(account, eventId, { sequence: account.accepted, acceptedAt: account.time, occurredAt, observation, replacedBy: null })
  account.accepted++
  for (const [id, entry] of account.remembered) {
    if (isRemembered(account, entry, account.time, model)) break
    account.remembered.delete(id)
  }
}

/**
 * Takes out what now stands for `original`, with its remaining weight, in favour of the event `eventId`.
 * False where the original is not remembered: then it counts as superseded should it still come.
 */
export function replace(account: Account, original: string, eventId: string, model: Model): boolean {
  const first = recall(account, original, account.time, model)
  if (first === null) {
    keep(account, original, replacedBy(account, eventId, null))
    return false
  }
  let id = original
  let standing = first
  while (standing.replacedBy !== null) {
    const next = account.remembered.get(standing.replacedBy)
    if (next === undefined) break
    id = standing.replacedBy
    standing = next
  }
  if (standing.observation !== null && standing.occurredAt !== null) {
    removeObservation(account, standing.observation, standing.occurredAt, model)
    touch(account, standing.observation.driver, eventId)
  }
  keep(account, original, replacedBy(account, eventId, first.occurredAt))
  if (id !== original) keep(account, id, replacedBy(account, eventId, standing.occurredAt))
  return true
}

/** What is corrected is remembered for as long as its correction. */
const replacedBy = (account: Account, eventId: string, occurredAt: number | null): Remembered => ({
  sequence: account.accepted, acceptedAt: account.time, occurredAt, observation: null, replacedBy: eventId,
})

function recall(account: Account, eventId: string, at: number, model: Model): Remembered | null {
  const entry = account.remembered.get(eventId)
  return entry !== undefined && isRemembered(account, entry, at, model) ? entry : null
}

const isRemembered = (account: Account, entry: Remembered, at: number, model: Model): boolean =>
  account.accepted - entry.sequence <= model.dedupIds && at - entry.acceptedAt < model.dedupWindowMs

function keep(account: Account, eventId: string, entry: Remembered): void {
  // Deleted first, so that the map stays in the order of acceptance and forgetting looks at its front only.
  account.remembered.delete(eventId)
  account.remembered.set(eventId, entry)
}
