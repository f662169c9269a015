import type { Failure } from '../failures.ts'
import { compile, type Model } from '../model/model.ts'
import type { Settings } from '../model/settings.ts'
import { newAccount, type Account } from './account.ts'
import { newClock, tickWith, type Clock } from './clock.ts'
import { applyContact } from './contact.ts'
import { applyCrm } from './crm.ts'
import { nextDue } from './due.ts'
import { applyDue, applyModel } from './due-work.ts'
import type { Entry, EventEntry } from './entry.ts'
import { isRepeat, raise, type Marks } from './marks.ts'
import { sizeOf, type Outcome } from './outcome.ts'
import type { Context } from './step.ts'
import { timeOf } from './step.ts'
import { createTimers, type Timers } from './timers.ts'

/** The accounts of one partition; how they are kept is the owner's business. */
export interface Accounts {
  find(id: string): Account | null
  /** The account was changed, or is new. */
  changed(account: Account): void
  /** All ids, sorted. */
  ids(): string[]
}

/** Settings in force, with the number under which set-up wrote them. */
export interface InForce {
  readonly number: number
  readonly settings: Settings
  readonly model: Model
}

/** How far inside a record the partition is, where one record touches many accounts. */
export interface Cursor {
  readonly due: number
  readonly accountId: string
}

/** Everything that scoring knows of one partition of the timeline. */
export interface Partition {
  readonly number: number
  readonly accounts: Accounts
  readonly timers: Timers
  readonly marks: Marks
  readonly clock: Clock
  inForce: InForce | null
  cursor: Cursor | null
  /** Records and accounts on which the core failed before: they become failed events and leave the state untouched. */
  readonly defects: Set<string>
}

/** A partition of which nothing has been read. */
export const newPartition = (number: number, accounts: Accounts): Partition => ({
  number, accounts, timers: createTimers(), marks: new Map(), clock: newClock(), inForce: null, cursor: null, defects: new Set(),
})

/** A bug: an exception in the core. The partition's memory is no longer to be trusted; `key` goes into `defects` of the next. */
export class Defect extends Error {
  readonly key: string
  constructor(key: string, cause: unknown) {
    super(`the scoring core failed on ${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.key = key
  }
}

/**
 * Applies one record of the timeline. Pure but for the partition handed in: no clock, no I/O, no randomness.
 * False where `out` reached `limit` records inside the record: call again with the same entry and a new outcome.
 */
export function applyEntry(p: Partition, entry: Entry, out: Outcome, limit: number): boolean {
  if (entry.kind === 'SETTINGS') return adopt(p, entry, out, limit)
  if (p.inForce === null) throw new Error(`record ${entry.offset} of timeline partition ${p.number} comes before any settings; run the set-up job`)
  if (entry.kind !== 'PROGRESS' && isRepeat(p.marks, entry.source)) {
    out.counts.repeats++
    return true
  }
  const tick = tickWith(p.clock, entry, p.inForce.settings)
  if (!runDue(p, entry, tick, out, limit)) return false
  p.clock.tick = tick
  p.cursor = null
  if (entry.kind !== 'PROGRESS') {
    applyEvent(p, entry, out)
    raise(p.marks, entry.source)
  }
  return true
}

function applyEvent(p: Partition, entry: EventEntry, out: Outcome): void {
  const key = `record ${entry.offset}`
  const fail = (code: Failure['code'], reason: string) => out.failures.push({ failure: { step: 'score', code, reason } as Failure, entry })
  if (p.defects.has(key)) {
    fail('core.defect', 'the scoring core failed on this record; the account is as it was before')
    return
  }
  if (entry.kind === 'ACTION') {
    const { action, alertId } = entry.event
    if (action === 'UNKNOWN') fail('alert.unknown-action', 'action is UNKNOWN')
    else fail('alert.not-open', `alertId ${alertId} names no alert that can be acted on`)
    return
  }
  guard(key, () => {
    const account = p.accounts.find(entry.event.accountId!) ?? newAccount(entry.event.accountId!)
    const context = contextOf(p, entry, out)
    const changed = entry.kind === 'ACCOUNT' ? applyCrm(context, account, entry) : applyContact(context, account, entry)
    if (changed) keep(p, account, p.inForce!)
  })
}

/** What became due up to `tick`, in the order of (due time, account id), each at its due time. */
function runDue(p: Partition, entry: Entry, tick: number, out: Outcome, limit: number): boolean {
  for (;;) {
    const next = p.timers.first(tick)
    if (next === null) return true
    if (sizeOf(out) >= limit) return false
    const account = p.accounts.find(next.id)!
    const key = `record ${entry.offset}, time due for account ${next.id}`
    if (p.defects.has(key)) {
      account.due = Infinity
      p.accounts.changed(account)
      p.timers.set(account.id, Infinity)
    } else {
      guard(key, () => {
        applyDue(contextOf(p, entry, out), account, next.due)
        keep(p, account, p.inForce!)
      })
    }
    p.cursor = { due: next.due, accountId: next.id }
  }
}

/** Settings with a higher number come into force; a new model goes over all accounts, in the order of their ids. */
function adopt(p: Partition, entry: Extract<Entry, { kind: 'SETTINGS' }>, out: Outcome, limit: number): boolean {
  if (p.inForce !== null && entry.source.offset <= p.inForce.number) return true
  const next: InForce = { number: entry.source.offset, settings: entry.settings, model: compile(entry.settings.model) }
  if (p.inForce !== null) {
    const ids = p.accounts.ids()
    for (let i = p.cursor === null ? 0 : after(ids, p.cursor.accountId); i < ids.length; i++) {
      if (sizeOf(out) >= limit) return false
      const account = p.accounts.find(ids[i]!)!
      const key = `record ${entry.offset}, model change of account ${account.id}`
      if (!p.defects.has(key)) {
        guard(key, () => {
          applyModel(contextOf(p, entry, out), account, next.model)
          keep(p, account, next)
        })
      }
      p.cursor = { due: 0, accountId: account.id }
    }
  }
  p.inForce = next
  p.cursor = null
  return true
}

const contextOf = (p: Partition, entry: Entry, out: Outcome): Context => ({
  model: p.inForce!.model, position: { partition: p.number, offset: entry.offset }, tick: p.clock.tick, out,
})

function keep(p: Partition, account: Account, { settings, model }: InForce): void {
  account.due = nextDue(account, timeOf(account, p.clock.tick), settings.tickIntervalMs, model)
  p.accounts.changed(account)
  p.timers.set(account.id, account.due)
}

function guard(key: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw new Defect(key, error)
  }
}

/** Index of the first id after `id` in a sorted list. */
function after(ids: readonly string[], id: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ids[middle]! <= id) low = middle + 1
    else high = middle
  }
  return low
}
