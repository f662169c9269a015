import { isAboutOutage, type OutageContext } from '../alerting/outage-alert.ts'
import { applyOutageAction, judgeSources, noteDelivery } from '../alerting/source-outage.ts'
import type { ClockKind } from '../model/settings.ts'
import { newAccount } from './account.ts'
import { applyAction } from './action.ts'
import { adopt } from './adopt.ts'
import { tickWith } from './clock.ts'
import { applyContact } from './contact.ts'
import { applyCrm } from './crm.ts'
import { applyDue } from './due-work.ts'
import type { Entry, EventEntry } from './entry.ts'
import { isRepeat, raise } from './marks.ts'
import { sizeOf, type Outcome } from './outcome.ts'
import { contextOf, guard, keep, type Partition } from './partition.ts'

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
  const outages = { model: p.inForce.model, position: { partition: p.number, offset: entry.offset }, alerts: out.alerts }
  if (p.cursor === null) judgeSources(p.sources, tick, outages)
  if (!runDue(p, entry, tick, out, limit)) return false
  p.clock.tick = tick
  p.cursor = null
  if (entry.kind !== 'PROGRESS') {
    if (entry.kind !== 'ACTION' && !noteDelivery(p.sources, entry.event.source, deliveryTime(entry, p.inForce.settings.clock), entry.event.eventId, outages)) out.counts.sourcesTooMany++
    applyEvent(p, entry, out, outages)
    raise(p.marks, entry.source)
  }
  return true
}

/** When a source delivered: by the broker's clock, and in a replay, whose broker time is another one, by the event's. */
const deliveryTime = (entry: Exclude<EventEntry, { kind: 'ACTION' }>, clock: ClockKind): number => (clock === 'wall' ? entry.timestamp : entry.event.occurredAt)

function applyEvent(p: Partition, entry: EventEntry, out: Outcome, outages: OutageContext): void {
  const key = `record ${entry.offset}`
  if (p.defects.has(key)) {
    const reason = 'the scoring core failed on this record; the account is as it was before'
    out.failures.push({ failure: { step: 'score', code: 'core.defect', reason }, entry })
    return
  }
  guard(key, () => {
    const context = contextOf(p, entry, out)
    if (entry.kind === 'ACTION' && isAboutOutage(entry.event)) {
      const result = applyOutageAction(p.sources, entry.event, p.clock.tick, outages)
      if (result === 'unchanged') out.counts.duplicates++
      else if (result !== 'applied') out.failures.push({ failure: result, entry })
      return
    }
    const known = p.accounts.find(entry.event.accountId!)
    if (entry.kind === 'ACTION') {
      const result = applyAction(context, known, entry)
      if (result === 'applied') keep(p, known!, p.inForce!)
      else if (result !== 'unchanged') out.failures.push({ failure: result, entry })
      return
    }
    const account = known ?? newAccount(entry.event.accountId!)
    const changed = entry.kind === 'ACCOUNT' ? applyCrm(context, account, entry) : applyContact(context, account, entry)
    if (typeof changed === 'object') out.failures.push({ failure: changed, entry })
    else if (changed) keep(p, account, p.inForce!)
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
