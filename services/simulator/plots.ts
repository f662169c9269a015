import { survey, touchPoint } from './events.ts'
import { call, csat, late, nps, publicWord, ticket, use } from './moments.ts'
import { regions } from './names.ts'
import { verbatim } from './verbatims.ts'
import { busyFrom } from './ambient.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { AccountProfile, Person } from './company.ts'
import type { World } from './habits.ts'
import type { Region } from './names.ts'
import type { Random } from './random.ts'

/** What a plot is played with. `id`: the beginning of all its events' ids. `at`: when it begins, epoch ms. */
export interface Stage {
  readonly world: World
  readonly id: string
  readonly at: number
  readonly random: Random
}

/** Who is in a story, and how it goes for them; a plot's events come at most `longestStoryMs` after its beginning. */
export interface Plot {
  readonly cast: (stage: Stage) => readonly AccountProfile[]
  readonly script: (stage: Stage, cast: readonly AccountProfile[]) => PlayedEvent[]
}

const second = 1000
const minute = 60 * second
export const longestStoryMs = 10 * minute

/** Accounts of whom little is known and nothing bad: a few events say a lot about them. */
const quiet = ({ accounts }: World): AccountProfile[] => accounts.filter(({ arc, activity, quality }) => arc === 'steady' && activity < busyFrom && quality > 0.8)

const one = (random: Random, accounts: readonly AccountProfile[]): AccountProfile[] => (accounts.length > 0 ? [random.pick(accounts)] : [])

/** The service fails in one region: use breaks down, people call, and say so when asked; minutes later it is mended. */
export const outage: Plot = {
  cast: ({ world, random }) => {
    const region = random.pick(Object.keys(regions) as Region[])
    return quiet(world).filter((account) => account.region === region).slice(0, 7)
  },
  script: ({ id, at, random }, cast) => cast.flatMap((account, i) => {
    const start = at + i * 2 * second
    const person = random.pick(account.people)
    const of = (what: string) => `${id}-${account.id}-${what}`
    const minutes = random.whole(12, 18)
    return [
      use(account, of('down'), start, random.between(0.88, 0.93)),
      call(account, person, of('call'), start + 6 * second, 'COMPLAINED', minutes, verbatim(random, 'outage', 'bad', { minutes })),
      csat(account, person, of('csat'), start + 14 * second, random.whole(1, 2), verbatim(random, 'outage', 'bad', { minutes })),
      use(account, of('still-down'), start + 40 * second, random.between(0.85, 0.9)),
      use(account, of('up'), start + 5 * minute, 1),
      ...(i % 2 === 0 ? [ticket(account, person, of('mended'), start + 6 * minute, 1, verbatim(random, 'outage', 'good', { minutes }))] : []),
    ]
  }),
}

/** A delivery comes far too late, and the way it is handled makes it worse. */
export const brokenPromise: Plot = {
  cast: ({ world, random }) => one(random, quiet(world).filter(({ buysDevices, segment }) => buysDevices && segment !== 'smb')),
  script: ({ id, at, random }, cast) => cast.flatMap((account) => {
    const [person] = account.people as [Person]
    const days = random.whole(8, 12)
    return [
      late(account, person, `${id}-late`, at, days, verbatim(random, 'delivery', 'bad', { days })),
      call(account, person, `${id}-call`, at + 7 * second, 'ESCALATED', 14, verbatim(random, 'support', 'bad', { minutes: 14 })),
      call(account, person, `${id}-again`, at + 16 * second, 'FAILED', 17, verbatim(random, 'support', 'bad', { minutes: 17 })),
      nps(account, person, `${id}-nps`, at + 25 * second, random.whole(0, 2), verbatim(random, 'relationship', 'bad')),
    ]
  }),
}

/** Somebody who used to speak well of us does not any more, and says it in public. */
export const lostChampion: Plot = {
  cast: ({ world, random }) => one(random, quiet(world)),
  script: ({ id, at, random }, cast) => cast.flatMap((account) => {
    const [person] = account.people as [Person]
    return [
      nps(account, person, `${id}-nps`, at, random.whole(0, 3), verbatim(random, 'relationship', 'bad')),
      publicWord(account, `${id}-word`, at + 20 * second, 'COMPLAINED', 8000, verbatim(random, 'mention', 'bad')),
    ]
  }),
}

/** Invoices are wrong, and getting that mended is hard work. */
export const billingMess: Plot = {
  cast: ({ world, random }) => one(random, quiet(world)),
  script: ({ id, at, random }, cast) => cast.flatMap((account) => {
    const person = account.people.find(({ role }) => role === 'finance') ?? account.people[0]!
    const complaint = (n: number) => touchPoint(account, person, 'billing', `${id}-complaint${n}`, {
      occurredAt: at + n * 12 * second, touchPoint: 'billing.question', channel: 'email', outcome: 'COMPLAINED', text: verbatim(random, 'billing', 'bad'),
    })
    return [complaint(0), complaint(1), complaint(2), survey(account, person, 'CES', `${id}-ces`, {
      occurredAt: at + 50 * second, surveyId: `${id}-ces`, status: 'ANSWERED', score: random.whole(6, 7), touchPoint: 'billing.question', comment: verbatim(random, 'billing', 'bad'),
    })]
  }),
}

/** A new customer does not get started. */
export const stalledStart: Plot = {
  cast: ({ world, random }) => one(random, world.accounts.filter(({ arc }) => arc === 'new')),
  script: ({ id, at, random }, cast) => cast.flatMap((account) => {
    const [person] = account.people as [Person]
    const step = (n: number, outcome: 'FAILED' | 'ABANDONED') => touchPoint(account, person, 'crm', `${id}-step${n}`, {
      occurredAt: at + n * 15 * second, touchPoint: 'onboarding', channel: 'meeting', outcome, text: verbatim(random, 'onboarding', 'bad'),
    })
    return [step(0, 'FAILED'), step(1, 'ABANDONED'), call(account, person, `${id}-call`, at + 45 * second, 'FAILED', 15, verbatim(random, 'support', 'bad', { minutes: 15 }))]
  }),
}

/** Somebody cares: what was wrong is mended, and the customer says so. Its cast are those of an earlier story. */
export const winBack: Plot = {
  cast: ({ world, random }) => one(random, world.accounts.filter(({ arc }) => arc === 'troubled')),
  script: ({ id, at, random }, cast) => cast.flatMap((account, i) => {
    const start = at + i * 3 * second
    const [person] = account.people as [Person]
    const of = (what: string) => `${id}-${account.id}-${what}`
    return [
      ticket(account, person, of('mended'), start, 1, verbatim(random, 'support', 'good', { hours: 1 })),
      touchPoint(account, person, 'crm', of('visit'), {
        occurredAt: start + 8 * second, touchPoint: 'account.review', stage: 'RENEW', channel: 'meeting', outcome: 'PRAISED', text: verbatim(random, 'relationship', 'good'),
      }),
      call(account, person, of('call'), start + 15 * second, 'PRAISED', 0.2, verbatim(random, 'support', 'good', { minutes: 1 })),
      nps(account, person, of('nps'), start + 25 * second, random.whole(9, 10), verbatim(random, 'relationship', 'good')),
      ticket(account, person, of('follow-up'), start + 40 * second, 2, null),
      use(account, of('use'), start + 55 * second, 1),
    ]
  }),
}

/** A good day: somebody is delighted and says so. */
export const praise: Plot = {
  cast: ({ world, random }) => one(random, quiet(world)),
  script: ({ id, at, random }, cast) => cast.flatMap((account) => [
    nps(account, account.people[0]!, `${id}-nps`, at, 10, verbatim(random, 'relationship', 'good')),
    publicWord(account, `${id}-word`, at + 15 * second, 'PRAISED', 3000, verbatim(random, 'mention', 'good')),
  ]),
}
