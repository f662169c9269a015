import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKey } from '../../../services/shared/access/keys.ts'
import { createKeyMemory } from '../../../services/ingest/idempotency.ts'
import { LogAway } from '../../../services/ingest/ports.ts'
import { maxRecordBytes } from '../../../services/shared/avro/decoder.ts'
import type { Taken } from '../../../services/shared/intake/intake.ts'
import { recordOf } from '../../../services/shared/intake/record.ts'
import { ingestApp, type IngestApp } from '../../helpers/ingest-app.ts'
import { writeKeys } from '../../helpers/keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-ingest-events-'))
let open: IngestApp
const touch = (more: object = {}) => ({ source: 'shop', accountId: 'a1', touchPoint: 'visit', occurredAt: Date.now(), ...more })
const survey = () => ({ source: 'shop', accountId: 'a1', occurredAt: Date.now(), surveyId: 'q', status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'NPS', score: 3, scaleMin: 0, scaleMax: 10 })

beforeAll(async () => { open = await ingestApp({ keysFile: join(folder, 'none.json') }) })
afterAll(async () => {
  await open.app.close()
  rmSync(folder, { recursive: true })
})

describe('the id of an event that has none', () => {
  const key = { 'idempotency-key': 'order-7' }
  const at = Date.UTC(2026, 9, 1)
  const idOf = async (app: IngestApp, path: string, event: object, headers: Record<string, string>) => (await app.post(path, event, headers)).body.eventIds[0] as string

  it('is the same for the same Idempotency-Key, and another in another topic', async () => {
    const ids = [await idOf(open, '/v1/touchpoints', touch({ occurredAt: at }), key), await idOf(open, '/v1/touchpoints', touch({ occurredAt: at }), key), await idOf(open, '/v1/surveys', survey(), key)]
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  it('is another for another caller', async () => {
    const [shop, till] = ['shop', 'till'].map((name) => createKey({ name, role: null, sources: ['shop'], expiresAt: null }, new Date())) as [ReturnType<typeof createKey>, ReturnType<typeof createKey>]
    const keysFile = join(folder, 'keys.json')
    writeKeys(keysFile, [shop.key, till.key])
    const asked = await ingestApp({ keysFile })
    const ids = await Promise.all([shop, till, shop].map(({ text }) => idOf(asked, '/v1/touchpoints', touch({ occurredAt: at }), { ...key, authorization: `Bearer ${text}` })))
    expect([ids[0] === ids[2], ids[0] === ids[1]]).toEqual([true, false])
    await asked.app.close()
  })

  it.each([['empty', ''], ['over-long', 'x'.repeat(257)]])('is not made from an Idempotency-Key that is %s: the request is refused', async (_, given) => {
    const answer = await open.post('/v1/touchpoints', touch(), { 'idempotency-key': given })
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([400, 'application/problem+json', expect.objectContaining({ detail: expect.stringContaining('1 to 256') })])
    expect((await open.post('/v1/touchpoints', touch({ occurredAt: at }), { 'idempotency-key': 'x'.repeat(256) })).status).toBe(202)
  })
})

describe('an Idempotency-Key', () => {
  const at = '2026-10-01T08:00:00Z'
  const under = (name: string) => ({ 'idempotency-key': name })
  const written = (touchPoint: string) => open.events('touchpoints').filter((each) => each['touchPoint'] === touchPoint).length

  it('that comes with other events is refused, and nothing is written: they would be scored as repetitions', async () => {
    const [first, second] = [touch({ occurredAt: at, touchPoint: 'first' }), touch({ occurredAt: at, touchPoint: 'second' })]
    expect((await open.post('/v1/touchpoints', first, under('reused'))).status).toBe(202)
    const answer = await open.post('/v1/touchpoints', [second, touch({ touchPoint: 'third' })], under('reused'))
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([422, 'application/problem+json', expect.objectContaining({ type: '/problems/key-reused', detail: expect.stringContaining('1 of its events') })])
    expect([written('second'), written('third')]).toEqual([0, 0])
    expect((await open.post('/v1/touchpoints', second, under('reused, by another'))).status).toBe(202)
  })

  it('may come again with the same events, however they are written, and with those mended that were not taken', async () => {
    const event = touch({ occurredAt: at, touchPoint: 'again', measures: { a: 1, b: 2 } })
    const answers = [
      await open.post('/v1/touchpoints', [event, touch({ outcome: 'GREAT' })], under('again')), await open.post('/v1/touchpoints', [Object.fromEntries(Object.entries({ ...event, occurredAt: Date.parse(at), reach: null, measures: { b: 2, a: 1 } }).reverse())], under('again')),
      await open.post('/v1/touchpoints', [event, touch({ outcome: 'PRAISED' })], under('again')),
    ]
    expect(answers.map(({ status, body }) => [status, body.accepted])).toEqual([[202, 1], [202, 1], [202, 2]])
  })

  it('says nothing of events with ids of their own', async () => {
    const statuses = [await open.post('/v1/touchpoints', touch({ eventId: 'own-1' }), under('own')), await open.post('/v1/touchpoints', touch({ eventId: 'own-1', accountId: 'a2' }), under('own'))].map(({ status }) => status)
    expect(statuses).toEqual([202, 202])
  })

  it('whose events Kafka did not acknowledge may come again with others', async () => {
    let away = true
    const flaky = await ingestApp({ keysFile: join(folder, 'none.json'), writer: { write: async () => { if (away) throw new LogAway('no answer') } } })
    const statuses = [(await flaky.post('/v1/touchpoints', touch({ occurredAt: at }), under('k'))).status]
    away = false
    for (const touchPoint of ['visit-2', 'visit-2', 'visit-3']) statuses.push((await flaky.post('/v1/touchpoints', touch({ occurredAt: at, touchPoint }), under('k'))).status)
    expect(statuses).toEqual([503, 202, 202, 422])
    await flaky.app.close()
  })

  it('is forgotten when many others came after it: the memory is bounded', () => {
    const memory = createKeyMemory(2)
    const taken = (eventId: string, value: string) => ({ eventId, idMade: true, event: { value } }) as unknown as Taken
    memory.written([taken('a', '1'), taken('b', '1'), taken('c', '1')])
    expect(memory.reusing([taken('a', '2'), taken('b', '2'), taken('c', '2'), taken('c', '1')]).map(({ eventId }) => eventId)).toEqual(['b', 'c'])
  })
})

describe('an action on an alert', () => {
  const action = (more: object) => ({ accountId: 'a1', alertId: 'a1~SILENT~1', action: 'ACKNOWLEDGE', occurredAt: Date.now(), ...more })

  it('is that of whose key it is, whatever it says; where nobody is asked, of whom it names', async () => {
    const ops = createKey({ name: 'ops', role: 'operator', sources: [], expiresAt: null }, new Date())
    const keysFile = join(folder, 'ops.json')
    writeKeys(keysFile, [ops.key])
    const asked = await ingestApp({ keysFile })
    const { body } = await asked.post('/v1/alert-actions', [action({ by: 'ceo' }), action({})], { authorization: `Bearer ${ops.text}` })
    expect([body.accepted, asked.events('alert-actions').map(({ by }) => by)]).toEqual([2, ['ops', 'ops']])
    await asked.app.close()
    const { body: { eventIds: [id] } } = await open.post('/v1/alert-actions', action({ by: 'ceo' }))
    expect(open.events('alert-actions').find(({ actionId }) => actionId === id)).toMatchObject({ by: 'ceo' })
    expect((await open.post('/v1/alert-actions', action({}))).body.rejected).toEqual([{ index: 0, code: 'json.invalid', reason: expect.stringContaining('by') }])
  })
})

describe('a time', () => {
  const refused = (written: unknown) => [{ index: 0, code: 'json.invalid', reason: `occurredAt is ${String(written)}, which is no time: ISO 8601 with a zone, e.g. 2026-11-29T08:00:00Z, or epoch milliseconds` }]

  it.each([
    '2026-10-01T08:00:00Z', '2026-10-01T08:00:00.000Z', '2026-10-01T08:00Z', '2026-10-01T08:00:00z', '2026-10-01T03:00:00-05:00', '2026-10-01T13:30:00+0530', '2026-10-01T09:00:00+01', 1_790_841_600_000, '1790841600000',
  ])('is taken as other systems write it: %s', async (occurredAt) => {
    expect((await open.post('/v1/surveys', { ...survey(), eventId: `at ${occurredAt}`, occurredAt })).body.rejected).toEqual([])
    expect(open.events('surveys').at(-1)).toMatchObject({ eventId: `at ${occurredAt}`, occurredAt: Date.UTC(2026, 9, 1, 8) })
  })

  it.each<unknown>([
    '2026-11-29T08:00:00', '2026-11-29', '2026-11-29 14:00:00', '2026-02-31T08:00:00Z', '2026-02-29T08:00:00+0100', '2026-11-31T08:00Z', '2026-13-01T08:00:00Z', '2026-11-29T25:00:00Z', '2026-11-29T08:00:00+99:99', '1795939200', '20261129', 'yesterday', '', true, null, 1.5,
  ])('that cannot be told from what is written is refused, with what is taken: %j', async (occurredAt) => {
    expect((await open.post('/v1/touchpoints', touch({ occurredAt }))).body.rejected).toEqual(refused(occurredAt))
  })

  it('of a field that may be left out is refused alike', async () => {
    const action = { accountId: 'a1', alertId: 'a1~SILENT~1', action: 'SNOOZE', by: 'kim', occurredAt: Date.now(), until: '2027-02-30T08:00:00Z' }
    expect((await open.post('/v1/alert-actions', action)).body.rejected).toEqual([{ index: 0, code: 'json.invalid', reason: expect.stringContaining('until is 2027-02-30T08:00:00Z, which is no time: ISO 8601 with a zone') }])
  })
})

describe('one item that cannot be taken spoils no other', () => {
  it.each(['attributes', 'measures'])('one with a key in its %s that the enricher would refuse', async (field) => {
    const bad = JSON.stringify(touch({ [field]: 'here' })).replace('"here"', `{"__proto__": ${field === 'measures' ? 1 : '"x"'}}`)
    const answer = await open.post('/v1/touchpoints', `[${JSON.stringify(touch())}, ${bad}]`)
    expect([answer.status, answer.body.accepted, answer.body.rejected]).toEqual([202, 1, [{ index: 1, code: 'json.invalid', reason: `${field} has the key __proto__, which no event may have` }]])
  })


  it.each<[string, string, object, object]>([
    ['a number beyond a long', '/v1/touchpoints', touch(), touch({ reach: 9_007_199_254_740_992 })],
    ['a number beyond an int', '/v1/touchpoints', touch(), touch({ reach: 1e300 })],
    ['a time of an account that no calendar has', '/v1/crm', { source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId: 'a1', occurredAt: 1_700_000_000_000, account: { name: 'Acme' } }, { source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId: 'a1', occurredAt: 1_700_000_000_000, account: { name: 'Acme', renewalAt: 1e18 } }],
    ['a time of an action that no calendar has', '/v1/alert-actions', { accountId: 'a1', alertId: 'a1~SILENT~1', action: 'SNOOZE', by: 'kim', occurredAt: 1_700_000_000_000 }, { accountId: 'a1', alertId: 'a1~SILENT~1', action: 'SNOOZE', by: 'kim', occurredAt: 1_700_000_000_000, until: 1e300 }],
  ])('%s', async (_, path, good, bad) => {
    const answer = await open.post(path, [good, bad])
    expect([answer.status, answer.body.accepted, answer.body.rejected]).toEqual([202, 1, [{ index: 1, code: 'json.invalid', reason: expect.stringMatching(/reach|renewalAt|until/) }]])
  })

  it('an event above what the enricher takes', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, 'x'.repeat(30_000)]))
    const answer = await open.post('/v1/touchpoints', [touch(), touch({ attributes })])
    expect([answer.status, answer.body.rejected]).toEqual([202, [{ index: 1, code: 'record.too-large', reason: expect.stringContaining(`${maxRecordBytes} are allowed`) }]])
  })

  it('an event that Avro cannot say, whatever it is', () => {
    const target = { topic: 'touchpoints', partitions: 1, schemaId: 1 }
    expect(recordOf('touchpoints', target, 'a1', { eventId: 7 } as never)).toEqual({ code: 'json.invalid', reason: expect.stringContaining('eventId') })
  })
})
