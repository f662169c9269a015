import { accountReview, billingQuestion, delivery, everyday, mention, productUse, supportCall, supportTicket } from './experiences.ts'
import { randomOf } from './random.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { AccountProfile } from './company.ts'
import type { Experience } from './experiences.ts'
import type { World } from './habits.ts'

const kinds: readonly (readonly [Experience, number])[] = [
  [supportCall, 30], [delivery, 15], [productUse, 25], [supportTicket, 15], [accountReview, 5], [billingQuestion, 7], [mention, 3],
]

/** Experiences a second when live play begins; the other events are everyday contacts, which no score depends on. */
const experiencesPerSecond = 0.15
const halvedEveryMs = 2 * 3_600_000
const leastPace = 0.05

/**
 * How much happens for those who watch, 1 at the beginning: half every two hours. A company lives through months in a demo's first
 * minutes; at that pace for days, so much would be known about each account that nothing new could move its score.
 */
export const pace = ({ today }: World, at: number): number => Math.max(leastPace, 2 ** (-(at - today) / halvedEveryMs))

/**
 * What makes live play lively between stories: `rate` events a second from `from` to before `to` (epoch ms), most of them everyday contacts.
 * Only accounts about which much is known have experiences here, so that stories can still move the others.
 */
export function ambient(world: World, rate: number, from: number, to: number): PlayedEvent[] {
  const present = world.accounts.filter(({ arc }) => arc !== 'fading')
  const busy = present.filter(({ activity }) => activity >= busyFrom)
  const beat = 1000 / rate
  const events: PlayedEvent[] = []
  const timeOf = (n: number) => world.today + Math.floor(n * beat)
  for (let n = Math.max(0, Math.floor((from - world.today) / beat) - 1); timeOf(n) < to; n++) {
    if (timeOf(n) >= from) events.push(...beatOf(world, rate, n, timeOf(n), { present, busy }))
  }
  return events
}

/** Experiences a day from which on an account counts as busy. */
export const busyFrom = 0.18

function beatOf(world: World, rate: number, n: number, at: number, accounts: Record<'present' | 'busy', readonly AccountProfile[]>): PlayedEvent[] {
  const random = randomOf(world.seed, 'beat', rate, n)
  const id = `live-${world.today}-${rate}-${n}`
  const isExperience = random.chance(Math.min(0.12, experiencesPerSecond / rate) * pace(world, at))
  const account = random.pick(isExperience ? accounts.busy : accounts.present)
  const person = random.pick(account.people)
  if (!isExperience) return [everyday({ account, person, at, id, random })]
  const tone = random.chance(account.quality) ? 'good' : 'bad'
  // What an experience leaves days later is left to the days.
  return random.weighted(kinds)({ account, person, at, tone, id, random }).filter((event) => event.at === at)
}
