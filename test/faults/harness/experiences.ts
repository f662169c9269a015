import { survey, touchPoint, type InputTopic, type TouchPoint } from './message.ts'
import type { Random } from './random.ts'

/** An event of a customer, with the topic that it goes to. */
export interface Experience {
  readonly topic: InputTopic
  readonly event: TouchPoint
}

export interface Who {
  readonly eventId: string
  readonly occurredAt: number
  readonly accountId: string | null
  readonly contactId: string | null
  /** 0: nothing goes well … 1: everything does. */
  readonly mood: number
}

const stages = ['AWARE', 'CONSIDER', 'BUY', 'RECEIVE', 'USE', 'SUPPORT', 'RENEW', 'LEAVE', 'UNKNOWN', null] as const
const good = ['Great service, thank you so much!', 'The courier was friendly and fast, I am very happy.', 'Everything worked, excellent.']
const bad = [
  'Terrible, I have been waiting for three weeks.', 'Nobody called me back, this is a disgrace.', 'It arrived broken and I am very angry.',
  'Lost my order, no answer, never again.',
]
const goodOutcomes = ['SUCCEEDED', 'PRAISED', 'SUCCEEDED', 'SUCCEEDED'] as const
const badOutcomes = ['FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED', 'UNKNOWN'] as const
const plain = ['Order 4711 was mentioned.', 'Zahlung erhalten – 12 €', '']

/** Some experience of somebody, better or worse with the mood. */
export function someExperience(r: Random, who: Who): Experience {
  return r.chance(0.22) ? { topic: 'surveys', event: someSurvey(r, who) } : { topic: 'touchpoints', event: someTouchPoint(r, who) }
}

const textOf = (r: Random, good_: boolean) => (r.chance(0.15) ? r.pick(r.chance(0.2) ? plain : good_ ? good : bad) : null)

export function someTouchPoint(r: Random, { mood, ...named }: Who): TouchPoint {
  const fine = r.chance(mood)
  const outcome = r.chance(0.75) ? r.pick<string>(fine ? goodOutcomes : badOutcomes) : null
  const common = {
    outcome, text: textOf(r, fine), stage: r.pick(stages), channel: r.pick(['web', 'phone', null]), language: r.pick(['en', null]),
    attributes: r.chance(0.1) ? { order: 'o-1', 'ä': 'ö' } : {},
  }
  const delay = { delayDays: fine ? -r.below(3) : r.below(12), unheardOf: 1 }
  const key = r.below(8)
  if (key === 0) return touchPoint(named, { ...common, touchPoint: 'delivery', measures: delay, expected: r.chance(0.3) ? { delayDays: 2 } : {} })
  const availability = fine ? 1 - r.next() * 0.001 : 0.9 + r.next() * 0.09
  if (key === 1) return touchPoint(named, { ...common, touchPoint: 'product.use', measures: { availability } })
  const reach = r.pick([null, 0, 7, 1200, 5_000_000])
  if (key === 2) return touchPoint(named, { ...common, touchPoint: 'mention', directness: 'INDIRECT', reach })
  const hours = fine ? r.below(20) : 30 + r.below(200)
  if (key === 3) return touchPoint(named, { ...common, touchPoint: 'support.resolution', measures: { hours }, outcome: null })
  if (key === 4) return touchPoint(named, { ...common, touchPoint: r.pick(['billing.invoice', 'onboarding', 'visit', 'constructor']) })
  if (key === 5) return touchPoint(named, { touchPoint: 'visit', channel: 'web' })
  return touchPoint(named, { ...common, measures: r.chance(0.6) ? { waitSeconds: fine ? r.below(150) : 200 + r.below(900) } : {} })
}

export function someSurvey(r: Random, { mood, ...named }: Who): TouchPoint {
  const fine = r.chance(mood)
  const metric = r.pick(['NPS', 'CSAT', 'CES', 'RATING'])
  const status = r.pick(['ANSWERED', 'ANSWERED', 'ANSWERED', 'SENT', 'EXPIRED'])
  const [scaleMin, scaleMax] = { NPS: [0, 10], CSAT: [1, 5], CES: [1, 7], RATING: [0, 100] }[metric] as [number, number]
  const higherIsBetter = metric !== 'CES'
  const share = fine ? 0.7 + 0.3 * r.next() : 0.5 * r.next()
  const score = scaleMin + Math.round((higherIsBetter ? share : 1 - share) * (scaleMax - scaleMin))
  const comment = textOf(r, fine)
  const answer = status !== 'ANSWERED' ? {} : r.chance(0.15) && comment !== null ? { comment } : { score, comment }
  return survey(named, {
    metric, scaleMin, scaleMax, higherIsBetter, status, ...answer, pattern: r.pick(['TRANSACTION', 'RELATIONSHIP', 'STUDY']),
    touchPoint: r.chance(0.4) ? r.pick(['support.call', 'delivery', 'visit']) : null, stage: r.pick(stages),
  })
}
