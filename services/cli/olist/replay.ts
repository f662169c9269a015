import type { SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { dayMs, sliceStart } from '../../shared/playback/slices.ts'
import type { PlayedEvent, Slice } from '../../shared/playback/slices.ts'
import { orderEvents, sellerEvent } from './events.ts'
import type { OlistEvent } from './events.ts'
import type { OlistHistory } from './orders.ts'

/** The account's id is the key, so that one account's events of a topic stay in order. */
const played = ({ topic, event }: OlistEvent): PlayedEvent => ({ topic, key: event.accountId!, at: event.occurredAt, event })

/** A seller's registration, or the events of an order with one seller: made when their time comes, not before. */
interface Part {
  readonly startsAt: number
  readonly events: () => PlayedEvent[]
}

function partsOf({ orders, sellers }: OlistHistory): Part[] {
  const makers = [
    ...[...sellers.values()].map((seller) => () => [played(sellerEvent(seller))]),
    ...orders.flatMap((order) => [...order.itemsBySeller].map(([sellerId, items]) => () =>
      orderEvents(order, items, sellers.get(sellerId)!).map(played))),
  ]
  return makers.map((events) => ({ events, startsAt: Math.min(...events().map((event) => event.at)) }))
    .sort((a, b) => a.startsAt - b.startsAt)
}

/** By time; what happened in the same second, in an order that is the same in every run. */
const inOrder = (a: PlayedEvent, b: PlayedEvent): number =>
  a.at - b.at || (a.key === b.key ? 0 : a.key < b.key ? -1 : 1) || (a.event.eventId < b.event.eventId ? -1 : 1)

/**
 * The whole history as slices of at most `lengthMs`, in order of time over all topics, the same in every run. Holds only the
 * events of orders that are under way.
 */
export function* olistSlices(history: OlistHistory, lengthMs: number = dayMs): Generator<Slice> {
  const waiting = new Map<number, PlayedEvent[]>()
  const due = function* (before: number): Generator<Slice> {
    for (const start of [...waiting.keys()].filter((each) => each < before).sort((a, b) => a - b)) {
      yield { start, events: waiting.get(start)!.sort(inOrder) }
      waiting.delete(start)
    }
  }
  for (const part of partsOf(history)) {
    yield* due(sliceStart(part.startsAt, lengthMs))
    for (const event of part.events()) {
      const start = sliceStart(event.at, lengthMs)
      const slice = waiting.get(start)
      if (slice) slice.push(event)
      else waiting.set(start, [event])
    }
  }
  yield* due(Infinity)
}

/** What an event is counted as in the summary. */
export function kindOf({ topic, event }: PlayedEvent): string {
  if (topic === 'crm') return 'account registered'
  if (topic === 'surveys') return `review ${(event as SurveyEvent).status === 'SENT' ? 'sent' : 'answered'}`
  return (event as TouchPointEvent).touchPoint
}

/** How many events there are of each kind, and in all. */
export function countEvents(history: OlistHistory): { readonly total: number; readonly byKind: ReadonlyMap<string, number> } {
  const byKind = new Map<string, number>()
  let total = 0
  for (const part of partsOf(history)) for (const event of part.events()) {
    byKind.set(kindOf(event), (byKind.get(kindOf(event)) ?? 0) + 1)
    total++
  }
  return { total, byKind }
}
