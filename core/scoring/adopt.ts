import { compile } from '../model/model.ts'
import { applyModel } from './due-work.ts'
import type { Entry } from './entry.ts'
import { addCrossings, isNone, modelChangeSteps, noCrossings, type Crossings } from './model-change.ts'
import { sizeOf, type Outcome } from './outcome.ts'
import { contextOf, guard, keep, type InForce, type Partition } from './partition.ts'

/** Settings with a higher number come into force; a new model goes over all accounts, in the order of their ids. */
export function adopt(p: Partition, entry: Extract<Entry, { kind: 'SETTINGS' }>, out: Outcome, limit: number): boolean {
  if (p.inForce !== null && entry.source.offset <= p.inForce.number) return true
  const next: InForce = { number: entry.source.offset, settings: entry.settings, model: compile(entry.settings.model) }
  if (p.inForce !== null) {
    const ids = p.accounts.ids()
    let crossings = p.cursor?.crossings ?? noCrossings
    for (let i = p.cursor === null ? 0 : after(ids, p.cursor.accountId); i < ids.length; i++) {
      if (sizeOf(out) >= limit) return false
      const account = p.accounts.find(ids[i]!)!
      const key = `record ${entry.offset}, model change of account ${account.id}`
      if (!p.defects.has(key)) {
        guard(key, () => {
          crossings = addCrossings(crossings, applyModel(contextOf(p, entry, out), account, next.model))
          keep(p, account, next)
        })
      }
      p.cursor = { due: 0, accountId: account.id, crossings }
    }
    if (!isNone(crossings)) summarise(p, entry, out, crossings, next)
  }
  p.inForce = next
  p.cursor = null
  return true
}

function summarise(p: Partition, entry: Entry, out: Outcome, crossings: Crossings, { model }: InForce): void {
  const episode = (p.modelChanges.get(model.version) ?? 0) + 1
  p.modelChanges.set(model.version, episode)
  const at = p.clock.tick === -Infinity ? entry.timestamp : p.clock.tick
  out.alerts.push(...modelChangeSteps(crossings, model, episode, at, { partition: p.number, offset: entry.offset }))
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
