import { newSources, type Sources } from '../alerting/source-outage.ts'
import type { Model } from '../model/model.ts'
import type { Settings } from '../model/settings.ts'
import type { Account } from './account.ts'
import { newClock, type Clock } from './clock.ts'
import { nextDue } from './due.ts'
import type { Entry } from './entry.ts'
import type { Marks } from './marks.ts'
import type { Crossings } from './model-change.ts'
import type { Outcome } from './outcome.ts'
import { timeOf, type Context } from './step.ts'
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
  /** What a model change has made cross so far. */
  readonly crossings?: Crossings
}

/** Everything that scoring knows of one partition of the timeline. */
export interface Partition {
  readonly number: number
  readonly accounts: Accounts
  readonly timers: Timers
  readonly marks: Marks
  readonly clock: Clock
  readonly sources: Sources
  /** How often each model version has made accounts cross: one that comes back has an alert of its own. */
  readonly modelChanges: Map<string, number>
  inForce: InForce | null
  cursor: Cursor | null
  /** Records and accounts on which the core failed before: they become failed events and leave the state untouched. */
  readonly defects: Set<string>
}

/** A partition of which nothing has been read. `speaksFor`: of which sources' outages it tells; one partition does for each. */
export const newPartition = (number: number, accounts: Accounts, speaksFor: (source: string) => boolean = () => true): Partition => ({
  number, accounts, timers: createTimers(), marks: new Map(), clock: newClock(), sources: newSources(speaksFor), modelChanges: new Map(), inForce: null, cursor: null, defects: new Set(),
})

/** A bug: an exception in the core. The partition's memory is no longer to be trusted; `key` goes into `defects` of the next. */
export class Defect extends Error {
  readonly key: string
  constructor(key: string, cause: unknown) {
    super(`the scoring core failed on ${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.key = key
  }
}

/** What the steps of one log record share. */
export const contextOf = (p: Partition, entry: Entry, out: Outcome): Context => ({
  model: p.inForce!.model, position: { partition: p.number, offset: entry.offset }, tick: p.clock.tick, out,
  isOut: (source) => (p.sources.all.get(source)?.outSince ?? null) !== null,
})

/** Keeps an account's change, with when it is due next. */
export function keep(p: Partition, account: Account, { settings, model }: InForce): void {
  account.due = nextDue(account, timeOf(account, p.clock.tick), settings.tickIntervalMs, model)
  p.accounts.changed(account)
  p.timers.set(account.id, account.due)
}

/** Turns an exception of the core into a Defect. */
export function guard(key: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw new Defect(key, error)
  }
}
