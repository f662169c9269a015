import { dayMs } from '../shared/playback/slices.ts'
import {
  accountReview, billingQuestion, delivery, everyday, mention, onboarding, productUse, relationshipSurvey, supportCall, supportTicket,
} from './experiences.ts'
import { touchPoint } from './events.ts'
import { randomOf } from './random.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { AccountProfile } from './company.ts'
import type { Experience } from './experiences.ts'
import type { Random } from './random.ts'

/** A simulated world: who lives in it, and the moment from which on it is played live (epoch ms). */
export interface World {
  readonly seed: number
  readonly accounts: readonly AccountProfile[]
  readonly today: number
}

/** The longest that an experience which begins on a day leaves events: a survey that expires. */
const longestDays = 15

const kinds: readonly (readonly [Experience, number])[] = [
  [supportCall, 30], [delivery, 22], [productUse, 22], [supportTicket, 12], [accountReview, 6], [billingQuestion, 5], [mention, 3],
]

/** Fading accounts were last heard of so many days before today that silence becomes an alert in the first minute of live play. */
const silentAfterDays = 30
const fadingApartMs = 10_000

/** One UTC day (`day`: its start) of the world, its events in order of time. */
export interface Day {
  readonly day: number
  readonly events: PlayedEvent[]
}

/**
 * What happens at all accounts when nothing out of the ordinary is going on, day after day without an end. A day's events are the same
 * whichever day one begins with.
 */
export function* habits(world: World, firstWanted: number): Generator<Day, never> {
  const waiting = new Map<number, PlayedEvent[]>()
  for (let day = firstWanted - longestDays * dayMs; ; day += dayMs) {
    for (const event of begunOn(world, day)) {
      const its = Math.floor(event.at / dayMs) * dayMs
      const others = waiting.get(its)
      if (others) others.push(event)
      else waiting.set(its, [event])
    }
    const events = waiting.get(day) ?? []
    waiting.delete(day)
    if (day >= firstWanted) yield { day, events: events.sort(inOrder) }
  }
}

/** By time; at the same moment, in an order that is the same in every run. */
export const inOrder = (a: PlayedEvent, b: PlayedEvent): number => a.at - b.at || (a.event.eventId < b.event.eventId ? -1 : 1)

/** All that begins on a day; some of it ends on a later one. */
const begunOn = (world: World, day: number): PlayedEvent[] =>
  world.accounts.flatMap((account, i) => (day < firstDay(world, account) ? [] : [...lived(world, account, day), ...farewell(world, account, i, day)]))

/** The last sign of a fading account. */
function farewell({ today }: World, account: AccountProfile, i: number, day: number): PlayedEvent[] {
  const at = today - silentAfterDays * dayMs + (i + 1) * fadingApartMs
  if (account.arc !== 'fading' || at < day || at >= day + dayMs) return []
  return [touchPoint(account, account.people[0]!, 'product', `${account.id}-last`, { occurredAt: at, touchPoint: 'product.session', channel: 'app' })]
}

const historyDays = 90

/** The first day of the world's history. */
export const historyStart = ({ today }: World): number => Math.floor(today / dayMs) * dayMs - historyDays * dayMs

/** The first day on which the account is a customer. */
export const firstDay = (world: World, account: AccountProfile): number =>
  historyStart(world) + (account.arc === 'new' ? randomOf(world.seed, 'joined', account.id).whole(30, 80) * dayMs : 0)

/** All that begins at one account on one day; some of it ends later. */
function lived(world: World, account: AccountProfile, day: number): PlayedEvent[] {
  const random = randomOf(world.seed, account.id, day)
  const daysAgo = Math.round((world.today - day) / dayMs)
  const isFading = account.arc === 'fading'
  if (isFading && daysAgo < silentAfterDays + 18) return daysAgo > silentAfterDays + 1 ? contacts(account, day, random) : []
  const quality = qualityOn(account, daysAgo)
  const occasion = (id: string) => ({
    account, person: random.pick(account.people), at: day + Math.floor(random.next() * dayMs), id: `${account.id}-${day / dayMs}-${id}`, random,
    tone: random.chance(quality) ? 'good' : 'bad',
  } as const)
  const experiences = Array.from({ length: random.poisson(account.activity) }, (_, i) => random.weighted(kinds)(occasion(String(i)))).flat()
  return [...contacts(account, day, random), ...experiences, ...scheduled(world, account, day, occasion)]
}

const contacts = (account: AccountProfile, day: number, random: Random): PlayedEvent[] =>
  Array.from({ length: random.poisson(account.contacts) }, (_, i) =>
    everyday({ account, person: random.pick(account.people), at: day + Math.floor(random.next() * dayMs), id: `${account.id}-${day / dayMs}-day${i}`, random }))

/** What comes by the calendar: an invoice each month, the relationship survey each quarter, training in the first weeks. */
function scheduled(world: World, account: AccountProfile, day: number, occasion: (id: string) => Parameters<Experience>[0]): PlayedEvent[] {
  const dayNumber = day / dayMs
  const phase = randomOf(world.seed, 'phase', account.id).whole(0, 90)
  const events: PlayedEvent[] = []
  if ((dayNumber + phase) % 30 === 0) {
    const { at, id } = occasion('invoice')
    events.push(touchPoint(account, null, 'billing', id, { occurredAt: at, touchPoint: 'billing.invoice', channel: 'email' }))
  }
  if ((dayNumber + phase) % 90 === 0) events.push(...relationshipSurvey(occasion('nps')))
  const age = (day - firstDay(world, account)) / dayMs
  if (account.arc === 'new' && age < 21 && age % 5 === 2) events.push(...onboarding(occasion('start')))
  return events
}

/** The region whose accounts had a bad week some weeks ago: history that everybody remembers. */
const formerOutage = { region: 'Benelux', daysAgo: [24, 20] } as const

/** How likely an experience is a good one, so many days before today. */
function qualityOn(account: AccountProfile, daysAgo: number): number {
  const { arc, quality } = account
  if (account.region === formerOutage.region && daysAgo <= formerOutage.daysAgo[0] && daysAgo >= formerOutage.daysAgo[1]) return quality * 0.45
  switch (arc) {
    case 'declining': return quality - 0.55 * Math.max(0, 1 - Math.max(0, daysAgo) / 60)
    case 'improving': return quality - 0.45 * Math.min(1, Math.max(0, daysAgo) / 75)
    case 'troubled': return daysAgo < 25 && daysAgo > 0 ? 0.2 : quality
    case 'recovered': return daysAgo < 70 && daysAgo > 45 ? 0.2 : quality
    default: return quality
  }
}
