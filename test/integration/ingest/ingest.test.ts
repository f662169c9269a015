import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AlertAction, CrmEvent, Interaction, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { eventually } from '../../helpers/eventually.ts'
import { createSystem, type RunningService, type System } from '../../helpers/system.ts'

let system: System
let ingest: RunningService
let url: string
let port: string
const now = Date.now()
const touch = (more: object = {}) => ({ eventId: 't1', occurredAt: new Date(now).toISOString(), source: 'web', accountId: 'a1', touchPoint: 'support.call', outcome: 'FAILED', ...more })

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  port = String(await freePort())
  url = `http://127.0.0.1:${port}`
  ingest = await system.start('ingest', { INGEST_PORT: port, CX_INGEST_MAX_BODY: '100000' })
  await ingest.ready()
})
afterAll(() => system?.stop())

async function post(path: string, body: string | Buffer | object, headers: Record<string, string> = {}) {
  const raw = typeof body === 'string' || Buffer.isBuffer(body)
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: (raw ? body : JSON.stringify(body)) as never })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), type: response.headers.get('content-type'), body: await response.json() as any }
}
const inLog = async <T>(topic: 'touchpoints' | 'surveys' | 'crm' | 'alert-actions', id: string) => (await system.values<T & { eventId?: string; actionId?: string }>(topic)).filter((each) => (each.eventId ?? each.actionId) === id)

describe('POST /v1/…', () => {
  it('takes one event; what was left out has its default, a time is either ISO 8601 or epoch milliseconds', async () => {
    expect(await post('/v1/touchpoints', touch())).toMatchObject({ status: 202, body: { accepted: 1, rejected: [], eventIds: ['t1'] } })
    expect(await inLog<TouchPointEvent>('touchpoints', 't1')).toEqual([expect.objectContaining({ accountId: 'a1', occurredAt: now, directness: 'DIRECT', measures: {}, contactId: null, outcome: 'FAILED' })])
    expect((await post('/v1/surveys', { eventId: 's1', occurredAt: now, source: 'web', contactId: 'c', surveyId: 'q', status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'NPS', score: 3, scaleMin: 0, scaleMax: 10 })).status).toBe(202)
    expect(await inLog<SurveyEvent>('surveys', 's1')).toEqual([expect.objectContaining({ score: 3, occurredAt: now, higherIsBetter: true })])
    expect((await post('/v1/crm', { eventId: 'u1', occurredAt: now, source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId: 'a1', account: { name: 'Acme', renewalAt: '2027-01-01T00:00:00Z' } })).status).toBe(202)
    expect(await inLog<CrmEvent>('crm', 'u1')).toEqual([expect.objectContaining({ account: expect.objectContaining({ name: 'Acme', renewalAt: Date.UTC(2027, 0, 1) }) })])
    expect((await post('/v1/alert-actions', { actionId: 'x1', occurredAt: now, accountId: 'a1', alertId: 'a1~SILENT~1', action: 'ACKNOWLEDGE', by: 'kim' })).status).toBe(202)
    expect(await inLog<AlertAction>('alert-actions', 'x1')).toEqual([expect.objectContaining({ action: 'ACKNOWLEDGE', by: 'kim' })])
  })

  it('judges each item of an array, of NDJSON, and of what comes gzipped', async () => {
    const items = [touch({ eventId: 'b1' }), touch({ eventId: 'b2', outcome: 'GREAT' }), touch({ eventId: 'b3', colour: 'red' }), touch({ eventId: 'b4', accountId: null }), touch({ eventId: 'b5', occurredAt: now + 3_600_000 }), touch({ eventId: '' })]
    const expected = { accepted: 1, rejected: [
      { index: 1, code: 'enum.unknown', reason: expect.stringContaining('outcome') }, { index: 2, code: 'json.invalid', reason: 'has no field colour' },
      { index: 3, code: 'account.missing', reason: expect.anything() }, { index: 4, code: 'time.in-future', reason: expect.anything() }, { index: 5, code: 'id.missing', reason: expect.anything() },
    ] }
    expect(await post('/v1/touchpoints', items)).toMatchObject({ status: 202, body: expected })
    expect(await post('/v1/touchpoints', gzipSync(JSON.stringify(items)), { 'content-encoding': 'gzip' })).toMatchObject({ status: 202, body: expected })
    const lines = [JSON.stringify(touch({ eventId: 'n1' })), '{broken', JSON.stringify(touch({ eventId: 'n2' }))].join('\n')
    expect(await post('/v1/touchpoints', lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({ status: 202, body: { accepted: 2, rejected: [{ index: 1, code: 'json.invalid' }], eventIds: ['n1', 'n2'] } })
  })

  it('takes CloudEvents: structured, batched, binary', async () => {
    const data = { accountId: 'a1', touchPoint: 'support.call', outcome: 'FAILED' }
    const envelope = { specversion: '1.0', type: 'touch', id: 'ce1', source: 'shop', time: new Date(now).toISOString(), data }
    expect((await post('/v1/touchpoints', envelope, { 'content-type': 'application/cloudevents+json' })).body).toMatchObject({ accepted: 1, eventIds: ['ce1'] })
    expect(await inLog<TouchPointEvent>('touchpoints', 'ce1')).toEqual([expect.objectContaining({ source: 'shop', occurredAt: now })])
    expect((await post('/v1/touchpoints', [{ ...envelope, id: 'ce2' }, { ...envelope, specversion: '0.3' }], { 'content-type': 'application/cloudevents-batch+json' })).body).toMatchObject({ accepted: 1, rejected: [{ index: 1 }], eventIds: ['ce2'] })
    expect((await post('/v1/touchpoints', data, { 'ce-specversion': '1.0', 'ce-id': 'ce3', 'ce-source': 'shop', 'ce-time': envelope.time, 'ce-type': 'touch' })).body).toMatchObject({ accepted: 1, eventIds: ['ce3'] })
  })

  it('gives the same ids for the same Idempotency-Key, also after a crash, so that each event is scored once', async () => {
    const { eventId: _, ...without } = touch()
    const first = await post('/v1/touchpoints', [without, without], { 'idempotency-key': 'order-7' })
    // A request that the crash cuts off: its sender does not know what became of it, and sends it again.
    const cutOff = post('/v1/touchpoints', [without], { 'idempotency-key': 'order-8' }).catch(() => null)
    await ingest.kill()
    await cutOff
    ingest = await system.start('ingest', { INGEST_PORT: port, CX_INGEST_MAX_BODY: '100000' })
    await ingest.ready()
    const second = await post('/v1/touchpoints', [without, without], { 'idempotency-key': 'order-7' })
    expect(second.body.eventIds).toEqual(first.body.eventIds)
    expect(new Set(first.body.eventIds).size).toBe(2)
    const ids: string[] = [...first.body.eventIds, ...(await post('/v1/touchpoints', [without], { 'idempotency-key': 'order-8' })).body.eventIds]
    expect((await Promise.all(ids.slice(0, 2).map((id) => inLog('touchpoints', id)))).map(({ length }) => length), 'both are in the log twice').toEqual([2, 2])
    expect((await post('/v1/touchpoints', touch({ eventId: 'after-all' }))).status).toBe(202)
    await Promise.all([system.start('enricher'), system.start('scorer')])
    // One account, so one order: what is not scored by then never will be.
    await eventually(async () => (await system.values<Interaction>('interactions')).some(({ eventId }) => eventId === 'after-all'), { timeoutMs: 60_000 })
    const scored = (await system.values<Interaction>('interactions')).map(({ eventId }) => eventId)
    expect(ids.map((id) => scored.filter((each) => each === id).length)).toEqual([1, 1, 1])
    expect((await post('/v1/touchpoints', without)).body.eventIds, 'without a key each is new').not.toEqual((await post('/v1/touchpoints', without)).body.eventIds)
  })

  it('says what is wrong with a request as a whole', async () => {
    expect(await post('/v1/touchpoints', '{')).toMatchObject({ status: 400, type: 'application/problem+json' })
    expect(await post('/v1/touchpoints', [touch({ outcome: 'GREAT' })])).toMatchObject({ status: 400, body: { accepted: 0, rejected: [{ code: 'enum.unknown' }] } })
    expect(await post('/v1/touchpoints', 'x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415, type: 'application/problem+json' })
    expect(await post('/v1/touchpoints', [touch({ text: 'x'.repeat(120_000) })])).toMatchObject({ status: 413, type: 'application/problem+json' })
    expect(await post('/v1/touchpoints', gzipSync(JSON.stringify([touch({ text: 'x'.repeat(5_000_000) })])), { 'content-encoding': 'gzip' }), 'what counts is its unpacked size').toMatchObject({ status: 413 })
    expect(await post('/v1/touchpoints', 'no gzip', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 })
    expect(await post('/v1/nothing', {})).toMatchObject({ status: 404 })
  })

  it('serves its description', async () => {
    const document = await (await fetch(`${url}/docs/json`)).json() as any
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/touchpoints', '/v1/surveys', '/v1/crm', '/v1/alert-actions']))
  })
})
