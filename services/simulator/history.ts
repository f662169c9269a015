import { dayMs, sliceStart } from '../shared/playback/slices.ts'
import { accountUpserted, contactUpserted } from './events.ts'
import { firstDay, habits, historyStart } from './habits.ts'
import type { PlayedEvent, Slice } from '../shared/playback/slices.ts'
import type { World } from './habits.ts'

/** When the world begins: the day before its history, on which the CRM learns who the customers are. */
export const beginning = (world: World): number => historyStart(world) - dayMs

/**
 * Of such a slice one topic may be read before the others, so that time seems to stand still for these: by less than a source of the world must be silent to be missed. Each
 * slice waits for the one before it to be taken in; of shorter ones a history takes longer.
 */
export const sliceMs = dayMs / 8

/**
 * Slices from `from` to before `to` (epoch ms): who becomes a customer the day after, and what happens at all accounts. The first and the last may be parts of slices.
 */
export function* history(world: World, from: number, to: number): Generator<Slice> {
  for (const { day, events } of habits(world, Math.floor(from / dayMs) * dayMs)) {
    if (day >= to) return
    const own = [...events, ...joining(world, day + dayMs)].filter(({ at }) => at >= from && at < to)
    for (const [start, slice] of Map.groupBy(own, ({ at }) => sliceStart(at, sliceMs))) yield { start: Math.max(start, from), events: slice }
  }
}

/** Accounts whose first day is `day` enter the CRM in the last minute before it. */
const joining = (world: World, day: number): PlayedEvent[] =>
  world.accounts.filter((account) => firstDay(world, account) === day).flatMap((account) => [
    accountUpserted(account, day - 60_000, world.today), ...account.people.map((person) => contactUpserted(account, person, day - 59_000)),
  ])
