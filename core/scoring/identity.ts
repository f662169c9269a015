import type { Model } from '../model/model.ts'
import type { Account } from './account.ts'
import type { Observation } from './observation.ts'
import type { Remembered } from './remembered.ts'
import { removeObservation, touch } from './sums.ts'

/** `superseded`: an original that comes after its correction. */
export type Identity = 'new' | 'duplicate' | 'superseded'

/** Whether an event id is new to the account at its time `at` (scoring.md §5). */
export function identify(account: Account, eventId: string, at: number, model: Model): Identity {
  const entry = recall(account, eventId, at, model)
  if (entry === null) return 'new'
  return entry.occurredAt === null ? 'superseded' : 'duplicate'
}

/** Remembers an event accepted at `at`; the ids that are no longer both young and recent are forgotten. */
export function remember(account: Account, eventId: string, occurredAt: number, observation: Observation | null, model: Model, at = account.time): void {
  const known = observation === null ? null : { driver: account.drivers.find(observation.driver), value: observation.value, weight: observation.weight }
  account.remembered.put(eventId, { sequence: account.accepted, acceptedAt: at, occurredAt, observation: known, replacedBy: null })
  account.accepted++
  account.remembered.forget((sequence, acceptedAt) => isRemembered(account, sequence, acceptedAt, at, model))
}

/** What a correction took out of the sums; null: there was nothing in them. */
export interface Replaced {
  readonly observation: { readonly value: number; readonly occurredAt: number } | null
}

/**
 * Takes out what now stands for `original`, with its remaining weight, in favour of the event `eventId`.
 * Null where the original is not remembered: then it counts as superseded should it still come.
 */
export function replace(account: Account, original: string, eventId: string, note: string | null, model: Model): Replaced | null {
  const first = recall(account, original, account.time, model)
  if (first === null) {
    account.remembered.put(original, replacedBy(account, eventId, null))
    return null
  }
  let id = original
  let standing = first
  while (standing.replacedBy !== null) {
    const next = account.remembered.find(standing.replacedBy)
    if (next === null) break
    id = standing.replacedBy
    standing = next
  }
  if (standing.observation !== null && standing.occurredAt !== null) {
    const { value, weight } = standing.observation
    const driver = account.drivers.name(standing.observation.driver)
    removeObservation(account, { driver, value, weight }, standing.occurredAt, model)
    touch(account, driver, eventId, note)
  }
  const gone = standing.observation !== null && standing.occurredAt !== null ? { value: standing.observation.value, occurredAt: standing.occurredAt } : null
  account.remembered.put(original, replacedBy(account, eventId, first.occurredAt))
  if (id !== original) account.remembered.put(id, replacedBy(account, eventId, standing.occurredAt))
  return { observation: gone }
}

/** What is corrected is remembered for as long as its correction. */
const replacedBy = (account: Account, eventId: string, occurredAt: number | null): Remembered => ({
  sequence: account.accepted, acceptedAt: account.time, occurredAt, observation: null, replacedBy: eventId,
})

function recall(account: Account, eventId: string, at: number, model: Model): Remembered | null {
  const entry = account.remembered.find(eventId)
  return entry !== null && isRemembered(account, entry.sequence, entry.acceptedAt, at, model) ? entry : null
}

const isRemembered = (account: Account, sequence: number, acceptedAt: number, at: number, model: Model): boolean =>
  account.accepted - sequence <= model.dedupIds && at - acceptedAt < model.dedupWindowMs
