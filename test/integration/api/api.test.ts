import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { local } from '../../../services/shared/access/caller.ts'
import { createApp } from '../../../services/api/app.ts'
import { createDatabase } from '../../../services/api/clickhouse.ts'
import { createApiMetrics } from '../../../services/api/metrics.ts'
import { watch } from '../../../services/shared/watch.ts'
import { openClickHouse } from '../../../services/shared/clickhouse.ts'
import { eventually } from '../../helpers/eventually.ts'
import { unique } from '../../helpers/names.ts'
import { accountScore, alert, interaction } from '../../helpers/outputs.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

const url = inject('parts').clickhouseUrl
const database = unique('api')
const noon = Date.UTC(2026, 9, 1, 12)
const day = 86_400_000
const odd = 'a/b ü\'"\\ ~%'
let app: FastifyInstance
let db: ReturnType<typeof clickhouseOf>

/** What is asked here comes from ClickHouse; live.test.ts has the rest. */
const unused = () => Promise.reject(new Error('not asked here'))
const withoutLog = { feed: { storedUntil: unused, holds: unused, subscribe: unused }, actions: { submit: unused }, rules: { contactFrequency: async () => ({ maxSurveys: 2, perMs: 30 * day, minGapMs: 7 * day }), alertRules: unused }, pipeline: { stages: unused }, failed: { decode: async () => ({ schemaId: null, schema: null, fields: [], fault: null, wrongBytes: null }), replay: unused }, access: { guard: { identify: async () => local, asks: () => false }, perMinute: 1_000_000 } }

const build = async (address: string) => {
  const client = openClickHouse({ url: address, username: 'default', password: '', database, application: 'test', timeoutMs: 10_000 })
  const own = createDatabase(client)
  const watched = watch({ dependency: 'ClickHouse', absence: 'ClickHouse does not answer', ask: own.ping, log: keptLog() })
  const created = await createApp({ database: own, ...withoutLog, missing: watched.missing, ...createApiMetrics(), log: keptLog() })
  created.addHook('onClose', async () => {
    await watched.stop()
    await client.close()
  })
  return created
}
async function get<T = any>(path: string, on = app): Promise<{ status: number; body: T; type: string }> {
  const response = await on.inject({ url: path })
  return { status: response.statusCode, body: response.json(), type: String(response.headers['content-type']) }
}
const ids = async (path: string): Promise<string[]> => (await get(path)).body.items.map((each: { accountId: string }) => each.accountId)

beforeAll(async () => {
  await migrate({ url, username: 'default', password: '', database, log: keptLog() })
  db = clickhouseOf(url, database)
  await storeRows(db, 'scores', [
    accountScore({ accountId: 'low', accountName: 'Lindgren Bakery', score: 10, band: 'AT_RISK', segment: 'smb', region: 'north', owner: 'kim', annualRevenue: 5, at: noon }),
    accountScore({ accountId: 'mid', score: 60, band: 'WATCH', segment: 'smb', region: 'south', owner: 'lee', annualRevenue: null, renewalAt: null }),
    accountScore({ accountId: 'high', score: 90, band: 'HEALTHY', segment: null, region: 'south', owner: null, annualRevenue: 7 }),
    accountScore({ accountId: odd, score: 60, band: 'WATCH', annualRevenue: 6 }),
    ...Array.from({ length: 9 }, (_, i) => accountScore({ accountId: 'low', accountName: 'Lindgren Bakery', score: 11 + i, at: noon + (i * day) / 3, annualRevenue: 5 })),
  ])
  await storeRows(db, 'interactions', [
    ...Array.from({ length: 5 }, (_, i) => interaction({ accountId: 'low', eventId: `e${i}`, occurredAt: noon + Math.floor(i / 2) * 1000 })),
    interaction({
      accountId: 'low', eventId: 's1', kind: 'SURVEY', occurredAt: noon + 9000, touchPoint: null,
      survey: { surveyId: 'q', status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'NPS', score: 3, scaleMin: 0, scaleMax: 10, higherIsBetter: true },
    }),
  ])
  await storeRows(db, 'alerts', [
    alert({ accountId: 'low', alertId: 'low~SCORE_BELOW~1', openedAt: noon }),
    alert({ accountId: 'low', alertId: 'low~SCORE_BELOW~1', sequence: 2, status: 'ACKNOWLEDGED', by: 'kim', openedAt: noon, at: noon + 1000 }),
    alert({ accountId: 'low', alertId: 'low~SCORE_BELOW~1', sequence: 3, status: 'UPDATED', openedAt: noon, at: noon + 2000, summary: 'Now worse.' }),
    alert({ accountId: 'mid', alertId: 'mid~SILENT~1', kind: 'SILENT', severity: 'NORMAL', owner: 'lee', drivers: [], openedAt: noon + 1000 }),
    alert({ accountId: 'mid', alertId: 'mid~SILENT~1', kind: 'SILENT', severity: 'NORMAL', owner: 'lee', drivers: [], sequence: 2, status: 'RESOLVED', openedAt: noon + 1000 }),
    alert({ accountId: null, alertId: 'crm~SOURCE_OUTAGE~1', kind: 'SOURCE_OUTAGE', openedAt: noon + 1000 }),
  ])
  app = await build(url)
})
afterAll(async () => {
  await db?.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await Promise.all([db?.close(), app?.close()])
})

describe('GET /api/v1/accounts', () => {
  it('gives each account once with its latest score, the lowest first', async () => {
    const { status, body } = await get('/api/v1/accounts')
    expect(status).toBe(200)
    expect(body.nextCursor).toBeNull()
    expect(body.items.map((each: { accountId: string; score: number }) => [each.accountId, each.score])).toEqual([['low', 19], [odd, 60], ['mid', 60], ['high', 90]])
    expect(body.items[2]).toMatchObject({
      band: 'WATCH', drivers: { 'support.call': -27.5 }, trend7d: null, lastContactAt: '2026-10-01T12:00:00.000Z', renewalAt: null, openAlerts: ['SCORE_BELOW'], logOffset: 7,
    })
    expect(body.items[2]).not.toHaveProperty('#order')
  })

  it('orders by any figure, accounts without it last', async () => {
    expect(await ids('/api/v1/accounts?sort=-annualRevenue')).toEqual(['high', odd, 'low', 'mid'])
    expect(await ids('/api/v1/accounts?sort=annualRevenue')).toEqual(['low', odd, 'high', 'mid'])
    expect((await ids('/api/v1/accounts?sort=-renewalAt')).at(-1)).toBe('mid')
    expect(await ids('/api/v1/accounts?sort=accountId')).toEqual([odd, 'high', 'low', 'mid'])
  })

  it.each([
    ['band=WATCH', [odd, 'mid']], ['band=WATCH&band=HEALTHY', [odd, 'mid', 'high']], ['segment=smb&region=south', ['mid']], ['owner=lee', ['mid']],
    ['q=IG', ['high']], [`q=${encodeURIComponent('\'"\\ ~%')}`, [odd]], ['q=grEN', ['low']], ['q=nobody', []],
  ])('filters by %s', async (filter, expected) => {
    expect(await ids(`/api/v1/accounts?${filter}`)).toEqual(expected)
  })

  it.each(['score', '-score', 'annualRevenue', '-annualRevenue', 'renewalAt', 'accountId', '-trend7d'])('pages through all accounts once, ordered by %s', async (sort) => {
    const whole = await ids(`/api/v1/accounts?sort=${sort}`)
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await get(`/api/v1/accounts?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.items.map((each: { accountId: string }) => each.accountId))
      if (body.nextCursor === null) break
      cursor = body.nextCursor
    }
    expect(seen).toEqual(whole)
  })

  it('goes on in the order and list that a cursor is of, not in another', async () => {
    const { nextCursor } = (await get('/api/v1/accounts?sort=score&limit=1')).body
    const history = (await get('/api/v1/accounts/low/history?interval=day&limit=1')).body.nextCursor
    for (const path of [`accounts?sort=-annualRevenue&cursor=${nextCursor}`, `accounts?sort=score&band=WATCH&cursor=${nextCursor}`, `accounts/low/history?cursor=${history}`, `accounts/mid/history?interval=day&cursor=${history}`]) {
      expect(await get(`/api/v1/${path}`), path).toMatchObject({ status: 400, body: { type: '/problems/invalid-request', detail: expect.stringContaining('another list, order or filter') } })
    }
  })

  it('takes a cursor and times far away, whatever the database makes of them', async () => {
    const [mark] = JSON.parse(Buffer.from((await get('/api/v1/accounts/low/timeline?limit=1')).body.nextCursor, 'base64url').toString())
    const far = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 8.64e15].map((at) => Buffer.from(JSON.stringify([mark, at, 'x'])).toString('base64url'))
    const asked = [...far.map((cursor) => `timeline?limit=1&cursor=${cursor}`), 'timeline?from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z', 'history?to=9999-12-31T23:59:59Z', 'explanation?at=9999-12-31T23:59:59Z']
    for (const each of asked) expect((await get(`/api/v1/accounts/low/${each}`)).status, each).toBe(200)
    expect((await get('/api/v1/accounts/low/timeline?to=9999-12-31T23:59:59Z')).body.items, 'the end of all times').toHaveLength(6)
    expect((await get('/api/v1/accounts/low/explanation?at=9999-12-31T23:59:59Z')).body.score).toBe(19)
    expect((await get('/api/v1/surveys/permission?contactId=asked&at=9999-12-31T23:59:59Z')).body.allowed).toBe(true)
    expect((await get('/api/v1/surveys/permission?contactId=asked&at=0001-01-01T00:00:00Z')).status).toBe(200)
  })
})

describe('GET /api/v1/surveys/permission', () => {
  it('counts each survey once, from when it first reached the contact, over all accounts', async () => {
    const sent = (accountId: string, eventId: string, surveyId: string, status: 'SENT' | 'ANSWERED' | 'EXPIRED', at: number) => interaction({
      accountId, eventId, kind: 'SURVEY', contactId: 'asked', occurredAt: at, touchPoint: null,
      survey: { surveyId, status, pattern: 'TRANSACTION', metric: 'NPS', score: null, scaleMin: 0, scaleMax: 10, higherIsBetter: true },
    })
    await storeRows(db, 'interactions', [sent('asked-1', 'p1', 'q1', 'SENT', noon), sent('asked-1', 'p2', 'q1', 'ANSWERED', noon + day), sent('asked-2', 'p3', 'q2', 'SENT', noon + 8 * day), sent('asked-2', 'p4', 'q3', 'EXPIRED', noon + 9 * day)], 100)
    const at = (days: number) => encodeURIComponent(new Date(noon + days * day).toISOString())
    expect((await get(`/api/v1/surveys/permission?contactId=asked&at=${at(16)}`)).body).toMatchObject({ allowed: false, from: new Date(noon + 30 * day).toISOString(), reason: expect.stringContaining('2 surveys within 30 days') })
    expect((await get(`/api/v1/surveys/permission?contactId=asked&at=${at(31)}`)).body).toMatchObject({ allowed: true })
    expect((await get('/api/v1/surveys/permission?contactId=nobody')).body).toMatchObject({ allowed: true, reason: expect.stringContaining('no survey of this contact is known') })
    expect((await get('/api/v1/surveys/permission')).status).toBe(400)
  })
})

describe('GET /api/v1/accounts/{id}', () => {
  it('gives the account with its open alerts', async () => {
    const { body } = await get('/api/v1/accounts/low')
    expect(body).toMatchObject({ accountId: 'low', accountName: 'Lindgren Bakery', score: 19, owner: 'kim', annualRevenue: 5 })
    expect(body.alerts.map((each: { alertId: string }) => each.alertId)).toEqual(['low~SCORE_BELOW~1'])
  })

  it('finds an account whatever characters its id has', async () => {
    expect((await get(`/api/v1/accounts/${encodeURIComponent(odd)}`)).body.accountId).toBe(odd)
  })

  it('gives the timeline, the latest contact first, page by page', async () => {
    const first = (await get('/api/v1/accounts/low/timeline?limit=2')).body
    const second = (await get(`/api/v1/accounts/low/timeline?limit=4&cursor=${first.nextCursor}`)).body
    expect([...first.items, ...second.items].map((each) => each.eventId)).toEqual(['s1', 'e4', 'e3', 'e2', 'e1', 'e0'])
    expect(second.nextCursor).toBeNull()
    expect(first.items[0]).toMatchObject({ survey: { surveyId: 'q', score: 3, scaleMax: 10, higherIsBetter: true }, occurredAt: '2026-10-01T12:00:09.000Z' })
    expect(first.items[1]).toMatchObject({ survey: null, value: 15, weight: 2, measures: { waitSeconds: 130.5 }, text: 'Nobody\n\ncalled; back 👍' })
    const part = (await get('/api/v1/accounts/low/timeline?from=2026-10-01T12:00:01Z&to=2026-10-01T12:00:02Z')).body
    expect(part.items.map((each: { eventId: string }) => each.eventId)).toEqual(['e3', 'e2'])
  })

  it('gives the history of scores, all or one a day', async () => {
    const all = (await get('/api/v1/accounts/low/history')).body.items
    expect(all.map((each: { score: number }) => each.score)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10])
    const days = []
    for (let cursor = ''; ;) {
      const { body } = await get(`/api/v1/accounts/low/history?interval=day&limit=1${cursor && `&cursor=${cursor}`}`)
      days.push(...body.items.map((each: { at: string; score: number }) => [each.at.slice(0, 10), each.score]))
      if (body.nextCursor === null) break
      cursor = body.nextCursor
    }
    expect(days).toEqual([['2026-10-04', 19], ['2026-10-03', 18], ['2026-10-02', 15], ['2026-10-01', 12]])
  })
})

describe('GET /api/v1/alerts', () => {
  const alertIds = async (query: string) => (await get(`/api/v1/alerts?${query}`)).body.items.map((each: { alertId: string }) => each.alertId)

  it.each([
    ['', ['mid~SILENT~1', 'crm~SOURCE_OUTAGE~1', 'low~SCORE_BELOW~1']], ['status=open', ['crm~SOURCE_OUTAGE~1', 'low~SCORE_BELOW~1']], ['status=closed', ['mid~SILENT~1']],
    ['kind=SILENT&kind=BURST', ['mid~SILENT~1']], ['severity=HIGH', ['crm~SOURCE_OUTAGE~1', 'low~SCORE_BELOW~1']], ['owner=lee', ['mid~SILENT~1']],
    ['accountId=low', ['low~SCORE_BELOW~1']],
  ])('gives each alert once after its latest step, filtered by "%s"', async (filter, expected) => {
    expect(await alertIds(filter)).toEqual(expected)
  })

  it('pages through them', async () => {
    const first = (await get('/api/v1/alerts?limit=2')).body
    expect((await get(`/api/v1/alerts?limit=2&cursor=${first.nextCursor}`)).body.items.map((each: { alertId: string }) => each.alertId)).toEqual(['low~SCORE_BELOW~1'])
  })

  it('gives one alert with all its steps', async () => {
    const { body } = await get('/api/v1/alerts/low~SCORE_BELOW~1')
    expect(body).toMatchObject({ isOpen: true, status: 'UPDATED', by: null, drivers: [{ driver: 'support.call', change: -27.5, contribution: -27.5, eventIds: ['e1'] }] })
    expect(body.steps.map((each: { sequence: number; status: string }) => [each.sequence, each.status])).toEqual([[1, 'OPENED'], [2, 'ACKNOWLEDGED'], [3, 'UPDATED']])
  })

  it('says wherever an alert is named where it stands, which its latest step alone does not', async () => {
    const taken = { alertId: 'low~SCORE_BELOW~1', state: 'ACKNOWLEDGED', stateBy: 'kim', stateAt: '2026-10-01T12:00:01.000Z', reason: 'Now worse.', reasonAt: '2026-10-01T12:00:02.000Z' }
    expect((await get('/api/v1/alerts?kind=SCORE_BELOW')).body.items).toMatchObject([taken])
    expect((await get('/api/v1/alerts/low~SCORE_BELOW~1')).body).toMatchObject(taken)
    expect((await get('/api/v1/accounts/low')).body.alerts).toMatchObject([taken])
    expect((await get('/api/v1/alerts?kind=SILENT')).body.items).toMatchObject([{ state: 'RESOLVED', stateBy: null }])
  })
})

describe('GET /api/v1/portfolio', () => {
  it('gives every account in the fields that the OpenAPI document names, as JSON with an ETag', async () => {
    const answer = await app.inject('/api/v1/portfolio')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    const { accounts } = answer.json()
    expect(accounts.map((each: { accountId: string; accountName: string | null; score: number }) => [each.accountId, each.accountName, each.score])).toEqual([[odd, 'Acme', 60], ['high', 'Acme', 90], ['low', 'Lindgren Bakery', 19], ['mid', 'Acme', 60]])
    const { body } = await get('/api/docs/json')
    const fields = body.paths['/api/v1/portfolio'].get.responses['200'].content['application/json'].schema.properties.accounts.items.properties
    for (const each of accounts) expect(Object.keys(each)).toEqual(Object.keys(fields))
    expect(accounts[1]).toMatchObject({ band: 'HEALTHY', segment: null, region: 'south', owner: null, annualRevenue: 7, currency: 'EUR', trend7d: null, openAlerts: ['SCORE_BELOW'] })
    expect((await app.inject({ url: '/api/v1/portfolio', headers: { 'if-none-match': String(answer.headers.etag) } })).statusCode).toBe(304)
  })
})

describe('errors', () => {
  it.each([
    ['/api/v1/accounts/nobody', 404, 'not-found'], ['/api/v1/alerts/none', 404, 'not-found'], ['/api/v1/nothing', 404, 'not-found'],
    ['/api/v1/accounts?sort=name', 400, 'invalid-request'], ['/api/v1/accounts?bandd=WATCH', 400, 'invalid-request'], ['/api/v1/accounts?limit=0', 400, 'invalid-request'],
    ['/api/v1/accounts?cursor=zzz', 400, 'invalid-request'], ['/api/v1/accounts/low/timeline?from=yesterday', 400, 'invalid-request'],
    ['/api/v1/alerts?kind=UNHEARD', 400, 'invalid-request'],
  ])('of %s are problem details with status %i', async (path, status, code) => {
    const answer = await get(path)
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { type: `/problems/${code}`, status, instance: path.split('?')[0] } })
    expect(answer.body.detail).not.toBe('')
  })

  it('say that the database is away, and the api is not ready', async () => {
    const lonely = await build('http://127.0.0.1:1')
    for (const path of ['accounts', 'portfolio']) expect(await get(`/api/v1/${path}`, lonely), path).toMatchObject({ status: 503, type: 'application/problem+json', body: { type: '/problems/database-away' } })
    expect((await get('/health/ready', lonely)).status).toBe(503)
    expect((await get('/health/live', lonely)).status).toBe(200)
    await lonely.close()
  })
})

describe('beside the api', () => {
  it('are health, metrics and an OpenAPI document of every route', async () => {
    await eventually(async () => expect((await get('/health/ready')).body).toEqual({ status: 'ready' }) ?? true)
    expect((await app.inject('/metrics')).body).toContain('cx_http_request_seconds_count{method="GET",route="/api/v1/accounts"')
    const { body } = await get('/api/docs/json')
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/accounts', '/api/v1/accounts/{accountId}/timeline', '/api/v1/alerts/{alertId}']))
  })
})
