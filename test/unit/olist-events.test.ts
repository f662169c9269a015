import { describe, expect, it } from 'vitest'
import { orderEvents, sellerEvent } from '../../services/cli/olist/events.ts'
import type { OlistEvent } from '../../services/cli/olist/events.ts'
import type { Order, Seller } from '../../services/cli/olist/orders.ts'
import type { ItemRow, ReviewRow } from '../../services/cli/olist/read.ts'
import type { SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'

const at = (time: string) => Date.parse(`${time}Z`)
const seller: Seller = {
  id: 'seller0001', city: 'sao paulo', state: 'SP', firstOrderAt: at('2018-01-10T12:00:00'), annualRevenue: 1234.5, vertical: 'toys',
}
const item: ItemRow = { orderId: 'o1', sellerId: seller.id, productId: 'p', shippingLimitAt: at('2018-01-12T00:00:00'), price: 10 }
const review: ReviewRow = {
  id: 'r1', orderId: 'o1', score: 2, title: null, message: null, sentAt: at('2018-01-25T00:00:00'), answeredAt: at('2018-01-26T08:00:00'),
}
const order = (changes: Partial<Order> = {}): Order => ({
  id: 'o1', status: 'delivered', purchasedAt: at('2018-01-10T12:00:00'), approvedAt: at('2018-01-10T13:00:00'),
  handedOverAt: at('2018-01-13T12:00:00'), deliveredAt: at('2018-01-24T12:00:00'), promisedAt: at('2018-01-20T00:00:00'),
  customer: { personId: 'person1', state: 'RJ' }, line: 2, itemsBySeller: new Map([[seller.id, [item]]]), reviews: [review], ...changes,
})
const eventsOf = (changes: Partial<Order> = {}) => orderEvents(order(changes), [item], seller)
const touchPoint = (events: OlistEvent[], key: string) =>
  events.map((each) => each.event).find((event): event is TouchPointEvent => 'touchPoint' in event && event.touchPoint === key)
const survey = (events: OlistEvent[], status: string) =>
  events.map((each) => each.event).find((event): event is SurveyEvent => 'status' in event && event.status === status)

describe('an order as events', () => {
  it('belongs to the seller as account and to the buying person as contact, at the person\'s place', () => {
    for (const { event } of eventsOf()) {
      expect(event).toMatchObject({ accountId: 'seller0001', contactId: 'person1', source: 'olist', location: 'RJ', attributes: { orderId: 'o1' } })
    }
  })

  it('gives each step its own id, the same in every run', () => {
    const ids = eventsOf().map(({ event }) => event.eventId)
    expect(ids).toEqual([
      'o1:seller0001:purchased', 'o1:seller0001:approved', 'o1:seller0001:handed-over', 'o1:seller0001:delivered',
      'o1:seller0001:review:r1:sent', 'o1:seller0001:review:r1:answered',
    ])
    expect(eventsOf()).toEqual(eventsOf())
  })

  it('scores a delivery by its delay against the promise, and by no outcome', () => {
    const delivery = touchPoint(eventsOf(), 'delivery')
    expect(delivery).toMatchObject({ occurredAt: at('2018-01-24T12:00:00'), stage: 'RECEIVE', outcome: null })
    expect(delivery?.measures).toEqual({ delayDays: 4.5, totalDays: 14 })
    expect(delivery?.expected).toEqual({ totalDays: 9.5 })
    expect(touchPoint(eventsOf({ deliveredAt: at('2018-01-15T00:00:00') }), 'delivery')?.measures.delayDays).toBe(-5)
  })

  it('makes purchase, approval and hand-over contacts without an outcome', () => {
    const events = eventsOf()
    for (const key of ['order.purchase', 'order.approval', 'order.handover']) expect(touchPoint(events, key)?.outcome).toBeNull()
    expect(touchPoint(events, 'order.handover')?.measures.delayDays).toBe(1.5)
  })

  it('leaves out what did not happen', () => {
    const events = eventsOf({ status: 'processing', approvedAt: null, handedOverAt: null, deliveredAt: null, reviews: [] })
    expect(events.map(({ event }) => event.eventId)).toEqual(['o1:seller0001:purchased'])
  })

  it('calls an unavailable order FAILED and a cancellation by the customer not', () => {
    const open = { approvedAt: null, handedOverAt: null, deliveredAt: null }
    expect(touchPoint(eventsOf({ ...open, status: 'unavailable' }), 'order.unavailable')?.outcome).toBe('FAILED')
    const canceled = eventsOf({ ...open, status: 'canceled' })
    expect(touchPoint(canceled, 'order.cancellation')).toMatchObject({ outcome: null, measures: {} })
  })

  it('dates an end that the files do not date when the customer knew at the latest', () => {
    const ended = (changes: Partial<Order>) => touchPoint(eventsOf({ status: 'canceled', deliveredAt: null, ...changes }), 'order.cancellation')?.occurredAt
    expect(ended({})).toBe(at('2018-01-20T00:00:00'))
    expect(ended({ reviews: [{ ...review, sentAt: at('2018-01-18T00:00:00') }] })).toBe(at('2018-01-18T00:00:00'))
    expect(ended({ handedOverAt: at('2018-01-21T00:00:00') })).toBe(at('2018-01-21T00:00:00'))
  })
})

describe('a review as events', () => {
  it('is sent at its creation and answered as CSAT 1 to 5', () => {
    const events = eventsOf()
    expect(survey(events, 'SENT')).toMatchObject({ occurredAt: review.sentAt, score: null, metric: 'CSAT' })
    expect(survey(events, 'ANSWERED')).toMatchObject({
      occurredAt: review.answeredAt, score: 2, scaleMin: 1, scaleMax: 5, higherIsBetter: true, comment: null, language: null, surveyId: 'r1',
    })
  })

  it('has title and message as its comment, in Brazilian Portuguese', () => {
    const comment = (title: string | null, message: string | null) => {
      const answered = survey(eventsOf({ reviews: [{ ...review, title, message }] }), 'ANSWERED')
      return [answered?.comment, answered?.language]
    }
    expect(comment('Atrasado', 'Não recebi')).toEqual(['Atrasado. Não recebi', 'pt-BR'])
    expect(comment('Atrasado!', 'Não recebi')).toEqual(['Atrasado! Não recebi', 'pt-BR'])
    expect(comment('MT lindo', 'MT lindo')).toEqual(['MT lindo', 'pt-BR'])
    expect(comment(null, 'Ótimo')).toEqual(['Ótimo', 'pt-BR'])
    expect(comment('Ótimo', null)).toEqual(['Ótimo', 'pt-BR'])
  })
})

describe('a seller as a CRM event', () => {
  it('is known before its first order, without an owner', () => {
    expect(sellerEvent(seller).event).toMatchObject({
      eventId: 'seller0001:registered', kind: 'ACCOUNT_UPSERTED', accountId: 'seller0001', occurredAt: at('2018-01-10T00:00:00') - 1,
      account: { name: 'Sao Paulo seller', region: 'SP', annualRevenue: 1234.5, currency: 'BRL', owner: null, vertical: 'toys' },
    })
  })
})
