import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { createDatabase } from '../../../services/api/clickhouse.ts'
import { createPastQueries, type PastQueries } from '../../../services/api/past-queries.ts'
import { createPortfolioQueries } from '../../../services/api/portfolio-queries.ts'
import { openClickHouse } from '../../../services/shared/clickhouse.ts'
import { unique } from '../../helpers/names.ts'
import { accountScore, alert, interaction } from '../../helpers/outputs.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

const url = inject('parts').clickhouseUrl
const database = unique('past')
/** A Thursday. */
const noon = Date.UTC(2026, 9, 1, 12)
const day = 86_400_000
const client = openClickHouse({ url, username: 'default', password: '', database, application: 'test', timeoutMs: 10_000 })
let queries: PastQueries

const contact = (eventId: string, occurredAt: number, logOffset: number, driver: string, source = 'helpdesk') => interaction({ eventId, occurredAt, receivedAt: occurredAt + 20, logOffset, driver, touchPoint: driver, source })

beforeAll(async () => {
  await migrate({ url, username: 'default', password: '', database, log: keptLog() })
  const db = clickhouseOf(url, database)
  await storeRows(db, 'interactions', [
    ...Array.from({ length: 7 }, (_, i) => contact(`call${i}`, noon + i * 1000, i, 'support.call')), contact('late', noon - day, 20, 'support.call'), contact('parcel', noon + 9000, 8, 'delivery', 'carrier'),
    contact('old', noon - 40 * day, 0, 'delivery', 'gone'),
  ])
  await storeRows(db, 'scores', [
    accountScore({ at: noon + 6000, score: 50, drivers: { 'support.call': -20 }, logOffset: 6 }), accountScore({ at: noon + 9000, score: 45, drivers: { 'support.call': -20, delivery: -5 }, logOffset: 8 }),
    accountScore({ at: noon + day, score: 60, band: 'WATCH', drivers: { delivery: -10 }, logOffset: 20 }),
    accountScore({ accountId: 'b', at: noon, band: 'AT_RISK', annualRevenue: 5, currency: 'EUR' }), accountScore({ accountId: 'c', at: noon, band: 'AT_RISK', annualRevenue: 7, currency: 'USD' }),
    accountScore({ accountId: 'd', at: noon, band: 'AT_RISK', annualRevenue: null }), accountScore({ accountId: 'closed', at: noon, band: 'AT_RISK', annualRevenue: 9, currency: 'EUR', isClosed: true }),
  ])
  await storeRows(db, 'alerts', [
    alert({ accountId: null, alertId: 'carrier~SOURCE_OUTAGE~1', kind: 'SOURCE_OUTAGE', drivers: [] }), alert({ accountId: null, alertId: 'helpdesk~SOURCE_OUTAGE~1', kind: 'SOURCE_OUTAGE', drivers: [] }),
    alert({ accountId: null, alertId: 'helpdesk~SOURCE_OUTAGE~1', kind: 'SOURCE_OUTAGE', drivers: [], sequence: 2, status: 'RESOLVED' }),
  ])
  queries = createPastQueries(createDatabase(client))
})
afterAll(() => client.close())

test('a score is explained as it was known then: by contacts that had been scored, the latest five of each driver', async () => {
  const brief = async (at: number) => {
    const found = await queries.explanation('a1', at) as any
    return found && [found.score, found.drivers.map((each: any) => [each.driver, each.contribution, each.contacts.map(({ eventId }: any) => eventId)])]
  }
  const calls = ['call6', 'call5', 'call4', 'call3', 'call2']
  expect(await brief(noon + 8999)).toEqual([50, [['support.call', -20, calls]]])
  expect(await brief(noon + 9000)).toEqual([45, [['support.call', -20, calls], ['delivery', -5, ['parcel', 'old']]]])
  expect(await brief(noon + 5999)).toBeNull()
  expect(((await queries.explanation('a1', noon + 9000)) as any).drivers[1].contacts[0]).toEqual({ driver: 'delivery', eventId: 'parcel', occurredAt: '2026-10-01T12:00:09.000Z', value: 15, weight: 2, outcome: 'FAILED', metric: null, answer: null })
})

test('sources: when they were last heard of, by hour of the week, and whether they are out now', async () => {
  const { items } = await queries.sources() as { items: { source: string; contacts28d: number; perHourOfWeek: number[]; isOut: boolean; lastOccurredAt: string }[] }
  expect(items.map(({ source, contacts28d, isOut, lastOccurredAt }) => [source, contacts28d, isOut, lastOccurredAt])).toEqual([
    ['carrier', 1, true, '2026-10-01T12:00:09.000Z'], ['gone', 0, false, '2026-08-22T12:00:00.000Z'], ['helpdesk', 8, false, '2026-10-01T12:00:06.000Z'],
  ])
  const { perHourOfWeek } = items[2]!
  expect([perHourOfWeek.length, perHourOfWeek[3 * 24 + 12], perHourOfWeek[2 * 24 + 12], perHourOfWeek.reduce((a, b) => a + b)]).toEqual([168, 7 / 4, 1 / 4, 2])
})

test('revenue at risk by day and currency: the last score of the day counts, currencies are not added up', async () => {
  expect((await queries.revenueAtRisk(60)).items).toEqual([
    { day: '2026-10-01', currency: 'EUR', atRisk: 120_005, all: 120_005 }, { day: '2026-10-01', currency: 'USD', atRisk: 7, all: 7 }, { day: '2026-10-02', currency: 'EUR', atRisk: 0, all: 120_000 },
  ])
})

test('bands by day: the last score of the day counts, closed accounts do not, and as many days as were asked for', async () => {
  const { bandsByDay } = createPortfolioQueries(createDatabase(client))
  const later = { day: '2026-10-02', atRisk: 0, watch: 1, healthy: 0, unknown: 0, meanScore: 60 }
  expect((await bandsByDay(60)).days).toEqual([{ day: '2026-10-01', atRisk: 4, watch: 0, healthy: 0, unknown: 0, meanScore: (45 + 3 * 42.5) / 4 }, later])
  expect((await bandsByDay(1)).days).toEqual([later])
})
