import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import type { Order, Seller } from './orders.ts'
import type { ItemRow, ReviewRow } from './read.ts'

/** An event as it is published: the input topic it goes to, and the event. Its key is the account id. */
export type OlistEvent =
  | { readonly topic: 'touchpoints'; readonly event: TouchPointEvent }
  | { readonly topic: 'surveys'; readonly event: SurveyEvent }
  | { readonly topic: 'crm'; readonly event: CrmEvent }

const dayMs = 86_400_000
const source = 'olist'

/** `a` − `b` in days, to a thousandth (a minute and a half). */
const days = (a: number, b: number) => Math.round(((a - b) / dayMs) * 1000) / 1000

/**
 * The steps of one order and its reviews, as one of its sellers' customers lived through them. The account is the seller: its
 * customers' experience is what is measured. Ids are functions of order, seller and step, so that a repeat is recognised.
 */
export function orderEvents(order: Order, items: readonly ItemRow[], seller: Seller): OlistEvent[] {
  const touchPoints = [purchase(order, seller), approval(order, seller), handOver(order, items, seller), delivery(order, seller), ending(order, seller)]
  return [
    ...touchPoints.flatMap((event) => (event ? [{ topic: 'touchpoints', event } as const] : [])),
    ...order.reviews.flatMap((review) => [surveySent(order, review, seller), surveyAnswered(order, review, seller)])
      .map((event) => ({ topic: 'surveys', event }) as const),
  ]
}

/**
 * The seller enters the CRM with the day before its first order: a day of history is published at once, and topics of one day may
 * overtake each other, but nothing overtakes the day before.
 */
export function sellerEvent(seller: Seller): OlistEvent {
  return {
    topic: 'crm',
    event: {
      eventId: `${seller.id}:registered`, occurredAt: Math.floor(seller.firstOrderAt / dayMs) * dayMs - 1, source,
      kind: 'ACCOUNT_UPSERTED', accountId: seller.id, contactId: null,
      account: {
        name: sellerName(seller), segment: null, vertical: seller.vertical, region: seller.state,
        annualRevenue: seller.annualRevenue, currency: 'BRL', owner: null, escalationOwner: null, renewalAt: null, parentAccountId: null,
        attributes: seller.city === null ? {} : { city: seller.city },
      },
    },
  }
}

/** The public files name no seller: the town, and enough of the id to tell two of a town apart. */
function sellerName(seller: Seller): string {
  const town = seller.city?.replace(/(^|[\s-])\p{L}/gu, (initial) => initial.toUpperCase()) ?? 'Unknown town'
  return `${town} ${seller.id.slice(0, 6)}`
}

type Step = Pick<TouchPointEvent, 'occurredAt' | 'touchPoint' | 'stage'> & Partial<Pick<TouchPointEvent, 'outcome' | 'measures' | 'expected'>>

const touchPoint = (order: Order, seller: Seller, id: string, step: Step): TouchPointEvent => ({
  eventId: `${order.id}:${seller.id}:${id}`, source, accountId: seller.id, contactId: order.customer.personId,
  directness: 'DIRECT', reach: null, channel: 'web', location: order.customer.state,
  outcome: null, measures: {}, expected: {}, text: null, language: null, corrects: null, attributes: { orderId: order.id },
  ...step,
})

// Purchase, approval and hand-over are plain contacts. They nearly always succeed, so SUCCEEDED on each would put three observations of 85
// beside every late delivery and bury it; as contacts they still count for silence and stage.

const purchase = (order: Order, seller: Seller): TouchPointEvent =>
  touchPoint(order, seller, 'purchased', { occurredAt: order.purchasedAt, touchPoint: 'order.purchase', stage: 'BUY' })

const approval = (order: Order, seller: Seller): TouchPointEvent | null => order.approvedAt === null ? null
  : touchPoint(order, seller, 'approved', { occurredAt: order.approvedAt, touchPoint: 'order.approval', stage: 'BUY' })

/**
 * How late the seller was with the carrier is carried as a measure for analysis, and not scored: the customer does not see it. Orders
 * handed over late that still came in time are reviewed nearly as well (4.07) as the others (4.29); what hurts is the late delivery.
 */
function handOver(order: Order, items: readonly ItemRow[], seller: Seller): TouchPointEvent | null {
  if (order.handedOverAt === null) return null
  const limit = Math.min(...items.map((item) => item.shippingLimitAt))
  return touchPoint(order, seller, 'handed-over', {
    occurredAt: order.handedOverAt, touchPoint: 'order.handover', stage: 'RECEIVE',
    measures: { delayDays: days(order.handedOverAt, limit) },
  })
}

/**
 * Scored by its delay alone: an outcome SUCCEEDED would lift a delivery ten days late from 0 to 42. The promise is already in the delay
 * (promised is 0 days late), so `expected` says what the delay does not: how long this customer was told to wait in all.
 */
function delivery(order: Order, seller: Seller): TouchPointEvent | null {
  if (order.deliveredAt === null) return null
  return touchPoint(order, seller, 'delivered', {
    occurredAt: order.deliveredAt, touchPoint: 'delivery', stage: 'RECEIVE',
    measures: { delayDays: days(order.deliveredAt, order.promisedAt), totalDays: days(order.deliveredAt, order.purchasedAt) },
    expected: { totalDays: days(order.promisedAt, order.purchasedAt) },
  })
}

/**
 * An outcome says how it went for the customer. `unavailable`: paid for something that the seller did not have, FAILED. `canceled`: the
 * customer no longer wanted it and got that; a contact, and the review says how it felt.
 */
function ending(order: Order, seller: Seller): TouchPointEvent | null {
  if (order.status === 'unavailable') {
    return touchPoint(order, seller, 'unavailable', { occurredAt: endedAt(order), touchPoint: 'order.unavailable', stage: 'BUY', outcome: 'FAILED' })
  }
  if (order.status === 'canceled') {
    return touchPoint(order, seller, 'canceled', { occurredAt: endedAt(order), touchPoint: 'order.cancellation', stage: 'BUY' })
  }
  return null
}

/**
 * The files do not say when an order ended. The customer knows when the promised day comes or the review is asked for, whichever is
 * first, and not before the order's last dated step.
 */
function endedAt(order: Order): number {
  const known = Math.min(order.promisedAt, ...order.reviews.map((review) => review.sentAt))
  return Math.max(known, order.purchasedAt, order.approvedAt ?? 0, order.handedOverAt ?? 0, order.deliveredAt ?? 0)
}

type Answer = Pick<SurveyEvent, 'eventId' | 'occurredAt' | 'status' | 'score' | 'comment' | 'language'>

/** No `touchPoint`: the review asks about the whole purchase, and the delivery shall stay visible as a driver of its own. */
const survey = (order: Order, review: ReviewRow, seller: Seller, answer: Answer): SurveyEvent => ({
  source, accountId: seller.id, contactId: order.customer.personId, surveyId: review.id, pattern: 'TRANSACTION', metric: 'CSAT',
  scaleMin: 1, scaleMax: 5, higherIsBetter: true, touchPoint: null, stage: order.deliveredAt === null ? 'BUY' : 'RECEIVE', channel: 'email', location: order.customer.state,
  corrects: null, attributes: { orderId: order.id }, ...answer,
})

/** A few orders have several reviews, and a few reviews stand for several orders: both are in the id. */
const reviewId = (order: Order, review: ReviewRow, seller: Seller, what: string) => `${order.id}:${seller.id}:review:${review.id}:${what}`

const surveySent = (order: Order, review: ReviewRow, seller: Seller): SurveyEvent =>
  survey(order, review, seller, {
    eventId: reviewId(order, review, seller, 'sent'), occurredAt: review.sentAt, status: 'SENT', score: null, comment: null, language: null,
  })

function surveyAnswered(order: Order, review: ReviewRow, seller: Seller): SurveyEvent {
  const comment = commentOf(review)
  return survey(order, review, seller, {
    eventId: reviewId(order, review, seller, 'answered'), occurredAt: review.answeredAt, status: 'ANSWERED', score: review.score,
    comment, language: comment === null ? null : 'pt-BR',
  })
}

/** Title and message as one text; who writes the same twice is quoted once. */
function commentOf({ title, message }: ReviewRow): string | null {
  if (title === null || message === null || message.startsWith(title)) return message ?? title
  return /[.!?…]$/.test(title) ? `${title} ${message}` : `${title}. ${message}`
}
