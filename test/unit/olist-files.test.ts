import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinOrders } from '../../services/cli/olist/orders.ts'
import { readOlist } from '../../services/cli/olist/read.ts'
import { countEvents, olistSlices } from '../../services/cli/olist/replay.ts'
import { writeOlist } from '../helpers/olist.ts'
import type { OlistHistory } from '../../services/cli/olist/orders.ts'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'olist-')) })
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the public files', () => {
  it('are joined to orders and sellers, and every row that cannot be used is listed with file, line and reason', async () => {
    await writeOlist(folder)
    const history = joinOrders(await readOlist(folder))
    expect(history.orders.map((order) => order.id)).toEqual(['o1', 'o5'])
    expect([...history.orders[0]!.itemsBySeller].map(([id, items]) => [id, items.length])).toEqual([['s1', 2], ['s2', 1]])
    expect(history.orders[0]!.reviews[0]!.message).toBe('two\nlines, "quoted"')
    // The cancelled order is no revenue; less than a year counts as one.
    expect(history.sellers.get('s1')).toMatchObject({ annualRevenue: 21, vertical: 'toys', state: 'SP' })
    expect(history.errors).toEqual([
      { file: 'olist_orders_dataset.csv', row: 4, reason: 'olist_customers_dataset.csv has no usable row of customer c9' },
      { file: 'olist_orders_dataset.csv', row: 5, reason: 'order_purchase_timestamp is "2018-13-10 12:00:00", not a time such as 2018-01-31 23:59:59' },
      { file: 'olist_order_items_dataset.csv', row: 6, reason: 'olist_sellers_dataset.csv has no usable row of seller s9' },
      { file: 'olist_order_reviews_dataset.csv', row: 4, reason: 'review_score is 6, not 1 to 5' },
      { file: 'olist_orders_dataset.csv', row: 3, reason: 'order o2 (unavailable) has no item, so no seller' },
    ])
  })

  it('give one event for each seller of an order', async () => {
    await writeOlist(folder)
    const { byKind } = countEvents(joinOrders(await readOlist(folder)))
    expect(Object.fromEntries(byKind)).toEqual({
      'account registered': 2, 'order.purchase': 3, 'order.approval': 2, 'order.handover': 2, delivery: 2, 'order.cancellation': 1,
      'review sent': 2, 'review answered': 2,
    })
  })

  it('are refused with the remedy where a file or a column is missing', async () => {
    await writeOlist(folder, { 'olist_sellers_dataset.csv': 'seller_id,city\n' })
    await expect(readOlist(folder)).rejects.toThrow('olist_sellers_dataset.csv has no column seller_city, seller_state')
    await rm(join(folder, 'olist_sellers_dataset.csv'))
    await expect(readOlist(folder)).rejects.toMatchObject({ exitCode: 78, remedy: expect.stringContaining('public CSV files') })
  })
})

// The sample is not part of the project (its licence forbids that); OLIST_SAMPLE names a folder that holds it.
const sample = process.env.OLIST_SAMPLE ?? '../shared/data/olist_sample'
describe.skipIf(!existsSync(sample))(`3,000 real orders (skipped where ${sample} is absent)`, () => {
  let history: OlistHistory
  beforeAll(async () => { history = joinOrders(await readOlist(sample)) })

  it('have exactly the 24 row errors of orders without an item', () => {
    expect(history.errors.map((error) => error.reason).filter((reason) => !reason.includes('has no item'))).toEqual([])
    expect(history.errors).toHaveLength(24)
    expect([history.orders.length, history.sellers.size]).toEqual([2976, 938])
  })

  it('are published in order of time, no event lost or doubled', () => {
    const { total, byKind } = countEvents(history)
    const events = [...olistSlices(history)].flatMap((slice) => slice.events)
    expect(events).toHaveLength(total)
    expect(new Set(events.map(({ event }) => event.eventId)).size).toBe(total)
    expect(events.every((event, i) => i === 0 || events[i - 1]!.at <= event.at)).toBe(true)
    expect(byKind.get('account registered')).toBe(938)
    expect(byKind.get('order.purchase')).toBe(history.orders.reduce((sum, order) => sum + order.itemsBySeller.size, 0))
  })

  it('show late deliveries as worse than those in time, as their reviews do (2.55 against 4.2)', () => {
    const mean = (late: boolean) => {
      const scores = history.orders.filter((order) => order.deliveredAt !== null && order.deliveredAt > order.promisedAt === late)
        .flatMap((order) => order.reviews.map((review) => review.score))
      return scores.reduce((sum, score) => sum + score, 0) / scores.length
    }
    expect(mean(true)).toBeCloseTo(2.55, 1)
    expect(mean(false)).toBeGreaterThan(4.2)
  })

  it('are cut alike by short slices', () => {
    const ids = (lengthMs?: number) => [...olistSlices(history, lengthMs)].flatMap((slice) => slice.events.map(({ event }) => event.eventId))
    expect(ids(3_600_000)).toEqual(ids())
  })
})
