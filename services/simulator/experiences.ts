import type { Stage } from '../../schemas/types.ts'
import { survey, touchPoint } from './events.ts'
import { verbatim } from './verbatims.ts'
import type { PlayedEvent } from '../shared/playback/slices.ts'
import type { Source } from './events.ts'
import type { AccountProfile, Person } from './company.ts'
import type { Random } from './random.ts'
import type { Tone } from './verbatims.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** One experience: whose, when (epoch ms), how it goes, and the beginning of its events' ids, which nothing else has. */
export interface Occasion {
  readonly account: AccountProfile
  readonly person: Person
  readonly at: number
  readonly tone: Tone
  readonly id: string
  readonly random: Random
}

/** A kind of experience: the events that it leaves, in order of time. */
export type Experience = (occasion: Occasion) => PlayedEvent[]

/** A text in a few cases, as in life; complaints are written more often than thanks. */
const maybe = (random: Random, tone: Tone, text: () => string): string | null => (random.chance(tone === 'bad' ? 0.6 : 0.25) ? text() : null)

/** A call at the helpdesk; sometimes a survey about it a quarter of an hour later. */
export const supportCall: Experience = ({ account, person, at, tone, id, random }) => {
  const good = tone === 'good'
  const waitSeconds = Math.round(good ? random.between(5, 110) : random.between(420, 1100))
  const figures = { minutes: waitSeconds / 60 }
  const outcome = good ? 'SUCCEEDED' : random.pick(['FAILED', 'ESCALATED', 'COMPLAINED'] as const)
  const call = touchPoint(account, person, 'helpdesk', `${id}-call`, {
    occurredAt: at, touchPoint: 'support.call', stage: 'SUPPORT', channel: 'phone', outcome, measures: { waitSeconds },
    text: maybe(random, tone, () => verbatim(random, 'support', tone, figures)),
  })
  if (!random.chance(0.3)) return [call]
  return [call, ...asked(account, person, at + 15 * minuteMs, tone, id, random, 'support.call', figures)]
}

/** CSAT after a call: sent at `at`, answered half an hour later. */
function asked(account: AccountProfile, person: Person, at: number, tone: Tone, id: string, random: Random, about: string, figures: { minutes: number }): PlayedEvent[] {
  const common = { surveyId: `${id}-csat`, touchPoint: about, stage: 'SUPPORT' } as const
  return [
    survey(account, person, 'CSAT', `${id}-csat-sent`, { ...common, occurredAt: at, status: 'SENT' }),
    survey(account, person, 'CSAT', `${id}-csat-answered`, {
      ...common, occurredAt: at + 30 * minuteMs, status: 'ANSWERED', score: tone === 'good' ? random.whole(4, 5) : random.whole(1, 2),
      comment: maybe(random, tone, () => verbatim(random, 'support', tone, figures)),
    }),
  ]
}

/** A ticket until it is solved; the promise depends on the contract. */
export const supportTicket: Experience = ({ account, person, at, tone, id, random }) => {
  const promised = account.segment === 'enterprise' ? 8 : 24
  const hours = Math.round(tone === 'good' ? random.between(0.5, promised) : random.between(promised + 60, promised + 150))
  return [touchPoint(account, person, 'helpdesk', `${id}-ticket`, {
    occurredAt: at, touchPoint: 'support.resolution', stage: 'SUPPORT', channel: 'portal', outcome: tone === 'good' ? 'SUCCEEDED' : 'FAILED',
    measures: { hours }, expected: { hours: promised }, text: maybe(random, tone, () => verbatim(random, 'support', tone, { hours })),
  })]
}

/** An order of devices and its delivery two days later; where there are none, a support call. */
export const delivery: Experience = (occasion) => {
  const { account, person, at, tone, id, random } = occasion
  if (!account.buysDevices) return supportCall(occasion)
  const delayDays = tone === 'good' ? random.whole(-4, 0) : random.whole(4, 11)
  return [
    touchPoint(account, person, 'shop', `${id}-order`, { occurredAt: at, touchPoint: 'order.purchase', stage: 'BUY', channel: 'web' }),
    touchPoint(account, person, 'logistics', `${id}-delivery`, {
      occurredAt: at + 48 * hourMs, touchPoint: 'delivery', stage: 'RECEIVE', measures: { delayDays },
      // Only a late or early delivery has days to speak of.
      text: maybe(random, tone, () => verbatim(random, 'delivery', tone, delayDays === 0 ? {} : { days: Math.abs(delayDays) })),
    }),
  ]
}

/** What the service's own monitoring says about a day of use. */
export const productUse: Experience = ({ account, at, tone, id, random }) => [
  touchPoint(account, null, 'product', `${id}-use`, {
    occurredAt: at, touchPoint: 'product.use', channel: 'app',
    measures: { availability: Math.round((tone === 'good' ? random.between(0.999, 1) : random.between(0.95, 0.985)) * 1e5) / 1e5 },
  }),
]

/** A question about an invoice, and how it went. */
export const billingQuestion: Experience = ({ account, person, at, tone, id, random }) => [
  touchPoint(account, person, 'billing', `${id}-billing`, {
    occurredAt: at, touchPoint: 'billing.question', channel: 'email', outcome: tone === 'good' ? 'SUCCEEDED' : 'COMPLAINED',
    text: maybe(random, tone, () => verbatim(random, 'billing', tone)),
  }),
]

/** The account manager's review with the customer. */
export const accountReview: Experience = ({ account, person, at, tone, id, random }) => [
  touchPoint(account, person, 'crm', `${id}-review`, {
    occurredAt: at, touchPoint: 'account.review', stage: 'RENEW', channel: 'meeting', outcome: tone === 'good' ? random.pick(['SUCCEEDED', 'PRAISED'] as const) : 'COMPLAINED',
    text: maybe(random, tone, () => verbatim(random, 'relationship', tone)),
  }),
]

/** Something about the company in public, by somebody of the account. */
export const mention: Experience = ({ account, at, tone, id, random }) => [
  touchPoint(account, null, 'social', `${id}-mention`, {
    occurredAt: at, touchPoint: 'mention', stage: 'AWARE', channel: 'web', directness: 'INDIRECT', reach: Math.round(10 ** random.between(1.5, 4.5)),
    outcome: tone === 'good' ? 'PRAISED' : 'COMPLAINED', text: verbatim(random, 'mention', tone),
  }),
]

/** Training and set-up. */
export const onboarding: Experience = ({ account, person, at, tone, id, random }) => [
  touchPoint(account, person, 'crm', `${id}-onboarding`, {
    occurredAt: at, touchPoint: 'onboarding', stage: 'USE', channel: 'meeting', outcome: tone === 'good' ? 'SUCCEEDED' : random.pick(['FAILED', 'ABANDONED'] as const),
    text: maybe(random, tone, () => verbatim(random, 'onboarding', tone)),
  }),
]

/** The quarterly question whether they would recommend us: a third answers within days, the others let it expire after two weeks. */
export const relationshipSurvey: Experience = ({ account, person, at, tone, id, random }) => {
  const common = { surveyId: `${id}-nps`, pattern: 'RELATIONSHIP' } as const
  const sent = survey(account, person, 'NPS', `${id}-nps-sent`, { ...common, occurredAt: at, status: 'SENT' })
  if (!random.chance(0.35)) return [sent, survey(account, person, 'NPS', `${id}-nps-expired`, { ...common, occurredAt: at + 14 * 24 * hourMs, status: 'EXPIRED' })]
  return [sent, survey(account, person, 'NPS', `${id}-nps-answered`, {
    ...common, occurredAt: at + random.whole(60, 7200) * minuteMs, status: 'ANSWERED', score: tone === 'good' ? random.whole(8, 10) : random.whole(1, 5),
    comment: maybe(random, tone, () => verbatim(random, 'relationship', tone)),
  })]
}

/** What a person does every day: a contact that says nothing about how it went. Some systems know the person only. */
export const everyday = ({ account, person, at, id, random }: Omit<Occasion, 'tone'>): PlayedEvent => {
  const [touch, source, channel, stage] = random.weighted(everydayKinds)
  return touchPoint(account, person, source, id, { occurredAt: at, touchPoint: touch, channel, stage }, source === 'shop' && random.chance(0.2))
}

type EverydayKind = readonly [touch: string, source: Source, channel: string, stage: Stage]

const everydayKinds: readonly (readonly [EverydayKind, number])[] = [
  [['product.session', 'product', 'app', 'USE'], 70],
  [['portal.visit', 'shop', 'web', 'USE'], 18],
  [['catalogue.visit', 'shop', 'web', 'CONSIDER'], 8],
  [['newsletter.read', 'crm', 'email', 'AWARE'], 4],
]
