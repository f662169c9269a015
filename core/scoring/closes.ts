import type { Model } from '../model/model.ts'
import { keptCloses, type Account } from './account.ts'
import { closeOf, dayOf, scoreAt } from './score.ts'

/**
 * Moves the account's time on, never back, and freezes the close of every day that ends on the way, from the first observation on.
 * Gives whether time moved. Sums keep their reference time: how often time is moved must not show.
 */
export function moveTime(account: Account, to: number, model: Model): boolean {
  if (to <= account.time) return false
  if (account.observed) {
    const today = dayOf(to)
    for (let day = Math.max(dayOf(account.time), today - keptCloses); day < today; day++) close(account, day, model)
  }
  account.time = to
  return true
}

function close(account: Account, day: number, model: Model): void {
  const score = scoreAt(account, closeOf(day), model)
  if (account.lastClose !== null && account.lastClose !== day - 1) account.closes = []
  account.closes.push({ value: score.value, evidence: score.evidence })
  if (account.closes.length > keptCloses) account.closes.shift()
  account.lastClose = day
  const oldest = day - model.segment(account.crm.segment).dropDays
  account.details.push({ day, accepted: account.accepted, ...score })
  while (account.details[0]!.day < oldest) account.details.shift()
  account.touches.forget(account.details[0]!.accepted)
}
