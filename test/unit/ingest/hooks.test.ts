import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../services/ingest/app.ts'
import { readHooks } from '../../../services/ingest/hooks.ts'
import { createIngestMetrics } from '../../../services/ingest/metrics.ts'
import { openGuard } from '../../../services/shared/access/guard.ts'
import { createKey } from '../../../services/shared/access/keys.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import type { OutRecord } from '../../../services/shared/kafka/log-record.ts'
import { ingestApp, shippedMappings } from '../../helpers/ingest-app.ts'
import { writeKeys } from '../../helpers/keys.ts'
import { keptLog } from '../../helpers/silent-log.ts'

/** In the shape of https://www.typeform.com/developers/webhooks/example-payload/ */
const typeform = {
  event_id: '01HM3K8N2P9X4', event_type: 'form_response',
  form_response: {
    form_id: 'lT4Z3j', token: 'a3a12ec67a1365927098a606107fac15', submitted_at: '2026-10-01T18:17:02Z', landed_at: '2026-10-01T18:07:02Z', hidden: { account_id: 'acme', contact_id: 'kim' },
    definition: { id: 'lT4Z3j', title: 'How are we doing?', fields: [{ id: 'x1', title: 'Would you recommend us?', type: 'opinion_scale', ref: 'nps' }, { id: 'x2', title: 'Why?', type: 'long_text', ref: 'comment' }] },
    answers: [
      { type: 'text', text: 'Nobody called back', field: { id: 'x2', type: 'long_text', ref: 'comment' } }, { type: 'number', number: 3, field: { id: 'x1', type: 'opinion_scale', ref: 'nps' } },
    ],
  },
}
/** In the shape of https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events */
const zendesk = {
  account_id: 12514403, id: '9999-aaaa', type: 'zen:event-type:ticket.status_changed', subject: 'zen:ticket:5158', time: '2026-10-01T09:24:43Z', event_version: 0, zendesk_event_version: '2022-11-06',
  detail: {
    actor_id: '8447388090494', assignee_id: '8447388090494', created_at: '2026-10-01T08:24:43Z', description: 'The pallets are late', id: '5158', organization_id: '8447346621310', priority: 'HIGH', requester_id: '8447346621311',
    status: 'SOLVED', subject: 'Pallets', type: 'TASK', updated_at: '2026-10-01T09:24:43Z', via: { channel: 'web_service' },
  },
  event: { current: 'SOLVED', previous: 'OPEN' },
}

const folder = mkdtempSync(join(tmpdir(), 'cx-hooks-'))
const keysFile = join(folder, 'keys.json')
const shop = createKey({ name: 'shop', role: null, sources: ['zendesk'], expiresAt: null }, new Date())
const written: OutRecord[] = []
let app: FastifyInstance

const build = (secrets: string, perMinute = 1000) => createApp({
  writer: { write: async (records) => { written.push(...records) } }, guard: openGuard({ keysFile, host: '127.0.0.1', log: keptLog() }), perMinute, maxBodyBytes: 100_000, log: keptLog(), metrics: createIngestMetrics().metrics,
  targets: Object.fromEntries(['touchpoints', 'surveys', 'crm', 'alert-actions'].map((name) => [name, { topic: name, partitions: 1, schemaId: 1 }])) as never,
  hooks: readHooks([join(import.meta.dirname, '../../../services/ingest/mappings')], secrets),
})
const post = (name: string, body: string, headers: Record<string, string> = {}, to = app) => to.inject({ method: 'POST', url: `/v1/webhooks/${name}`, payload: body, headers: { 'content-type': 'application/json', ...headers } })
const signTypeform = (body: string, secret = 'geheim') => ({ 'typeform-signature': `sha256=${createHmac('sha256', secret).update(body).digest('base64')}` })
const signZendesk = (body: string, at = new Date().toISOString()) => ({ 'x-zendesk-webhook-signature-timestamp': at, 'x-zendesk-webhook-signature': createHmac('sha256', 'streng').update(at + body).digest('base64') })
const eventOf = (record: OutRecord, contract: 'survey' | 'touch-point') => contractType(contract).fromBuffer((record.value as Buffer).subarray(5))

beforeAll(async () => {
  writeKeys(keysFile, [shop.key])
  app = await build('typeform=geheim,zendesk=streng')
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

describe('webhooks of other tools', () => {
  it('Typeform: a signed response is an answered survey; sent again it has the same id', async () => {
    const body = JSON.stringify(typeform)
    written.length = 0
    const answers = [await post('typeform', body, signTypeform(body)), await post('typeform', body, signTypeform(body))]
    expect(answers.map((each) => [each.statusCode, each.json()])).toEqual(Array.from({ length: 2 }, () => [202, { accepted: 1, eventIds: ['typeform-a3a12ec67a1365927098a606107fac15'] }]))
    expect(eventOf(written[0]!, 'survey')).toMatchObject({
      accountId: 'acme', contactId: 'kim', source: 'typeform', status: 'ANSWERED', metric: 'NPS', score: 3, scaleMin: 0, scaleMax: 10, comment: 'Nobody called back', occurredAt: Date.parse('2026-10-01T18:17:02Z'),
    })
  })

  it('Zendesk: a solved ticket is a good contact of its organization, any other change none', async () => {
    written.length = 0
    for (const current of ['SOLVED', 'OPEN', 'HOLD']) {
      const body = JSON.stringify({ ...zendesk, id: `e-${current}`, event: { current, previous: 'NEW' } })
      expect((await post('zendesk', body, signZendesk(body))).statusCode).toBe(202)
    }
    expect(written).toHaveLength(1)
    expect(written.map((each) => eventOf(each, 'touch-point'))).toMatchObject([
      { eventId: 'zendesk-e-SOLVED', accountId: '8447346621310', touchPoint: 'support.ticket', outcome: 'SUCCEEDED', channel: 'web_service', attributes: { ticket: '5158', priority: 'HIGH' } },
    ])
  })

  it('what is not signed, by another secret, changed on the way or long ago does not come in', async () => {
    const [body, other] = [JSON.stringify(typeform), JSON.stringify(zendesk)]
    written.length = 0
    const answers = await Promise.all([
      post('typeform', body), post('typeform', body, signTypeform(body, 'falsch')), post('typeform', `${body} `, signTypeform(body)), post('typeform', body, { authorization: `Bearer ${shop.text}` }),
      post('zendesk', other), post('zendesk', other, signZendesk(other, '2026-10-01T09:24:43Z')),
    ])
    expect([answers.map(({ statusCode }) => statusCode), written]).toEqual([[401, 401, 401, 401, 401, 401], []])
  })

  it('a tool without a secret comes in by a key for its source', async () => {
    const open = await build('')
    const body = JSON.stringify(zendesk)
    const bearer = { authorization: `Bearer ${shop.text}` }
    expect([(await post('zendesk', body, {}, open)).statusCode, (await post('zendesk', body, bearer, open)).statusCode, (await post('typeform', JSON.stringify(typeform), bearer, open)).statusCode]).toEqual([401, 202, 403])
    await open.close()
  })

  it('more than the rate is answered 429, for that webhook alone', async () => {
    const slow = await build('typeform=geheim,zendesk=streng', 2)
    const body = JSON.stringify(typeform)
    const statuses = [await post('typeform', body, {}, slow), await post('typeform', body, {}, slow), await post('typeform', body, {}, slow), await post('zendesk', body, {}, slow)].map(({ statusCode }) => statusCode)
    expect(statuses).toEqual([401, 401, 429, 401])
    await slow.close()
  })

  it('what cannot be an event, or is not known, is said', async () => {
    const lost = JSON.stringify({ ...typeform, form_response: { ...typeform.form_response, hidden: {} } })
    const answer = await post('typeform', lost, signTypeform(lost))
    expect([answer.statusCode, answer.json().detail]).toEqual([400, 'account.missing: accountId and contactId are both missing'])
    expect([(await post('typeform', '{', signTypeform('{'))).statusCode, (await post('nobody', '{}')).statusCode]).toEqual([400, 404])
    expect(() => readHooks([join(import.meta.dirname, '../../../services/ingest/mappings')], 'nobody=x')).toThrow(/nobody/)
  })
})

it('a webhook with a word that its mapping does not have is refused: the event would lack what somebody said', async () => {
  const mapping = { topic: 'touchpoints', fields: { source: { value: 's' }, accountId: { from: 'who' }, occurredAt: { from: 'at' }, touchPoint: { value: 'visit' }, outcome: { from: 'mood', map: { good: 'PRAISED' } } } } as const
  const open = await ingestApp({ keysFile: join(folder, 'nobody.json'), hooks: new Map([['own', { name: 'own', mapping, secret: null }]]) })
  const [good, other] = [await open.post('/v1/webhooks/own', { who: 'a1', at: '1790841600000', mood: 'good' }), await open.post('/v1/webhooks/own', { who: 'a1', at: '1790841600000', mood: 'so-so' })]
  expect([good.status, other.status, other.body.detail]).toEqual([202, 400, expect.stringMatching(/^mapping.unknown-word: outcome is "so-so"/)])
  expect(open.events('touchpoints')).toMatchObject([{ outcome: 'PRAISED', occurredAt: 1_790_841_600_000 }])
  await open.app.close()
})

describe('whoever comes to a webhook without a signature', () => {
  const none = join(folder, 'none.json')
  const url = '/v1/webhooks/zendesk'

  it('is answered as at any other route: no page of another site, no type that a browser sends unasked', async () => {
    const open = await ingestApp({ keysFile: none, hooks: readHooks([shippedMappings], '') })
    const given: Record<string, string>[] = [{}, { host: 'evil.example' }, { 'content-type': 'text/plain' }, { 'content-type': 'application/vnd.zendesk+json' }]
    const statuses = await Promise.all(given.map(async (headers) => (await open.post(url, zendesk, headers)).status))
    expect([statuses, open.written.length]).toEqual([[202, 403, 415, 202], 2])
    expect((await open.post(url, zendesk, { 'content-type': 'text/plain' })).body.detail).toBe('Send application/json.')
    await open.app.close()
  })

  it.each([['a wrong key', '', { authorization: 'Bearer wrong' }], ['a wrong signature', 'zendesk=streng', {}]])('by %s is not answered for long, and keeps nobody else out', async (_, secrets, wrong) => {
    const asked = await ingestApp({ keysFile, hooks: readHooks([shippedMappings], secrets) })
    const answers = []
    for (let i = 0; i < 125; i++) answers.push(await asked.post(url, zendesk, wrong))
    expect([answers.filter(({ status }) => status === 401).length, answers.filter(({ status }) => status === 429).length]).toEqual([120, 5])
    expect(Number(answers.at(-1)!.headers['retry-after'])).toBeGreaterThan(0)
    const body = JSON.stringify(zendesk)
    expect((await asked.post(url, body, secrets === '' ? { authorization: `Bearer ${shop.text}` } : signZendesk(body))).status).toBe(202)
    await asked.app.close()
  })

  it('is told of a document that makes too large an event', async () => {
    const open = await ingestApp({ keysFile: none, hooks: readHooks([shippedMappings], '') })
    const answer = await open.post(url, { ...zendesk, detail: { ...zendesk.detail, priority: 'x'.repeat(520 * 1024) } })
    expect([answer.status, answer.body.detail, open.written]).toEqual([400, expect.stringMatching(/^record.too-large/), []])
    await open.app.close()
  })

  it('acts on alerts only as an operator', async () => {
    const mappings = join(folder, 'mappings')
    mkdirSync(mappings)
    writeFileSync(join(mappings, 'desk.yaml'), 'topic: alert-actions\nfields: { accountId: { value: a1 }, alertId: { value: a1~SILENT~1 }, action: { value: ACKNOWLEDGE }, by: { from: who }, occurredAt: { from: at } }')
    const ops = createKey({ name: 'ops', role: 'operator', sources: [], expiresAt: null }, new Date())
    const both = join(folder, 'both.json')
    writeKeys(both, [shop.key, ops.key])
    const asked = await ingestApp({ keysFile: both, hooks: readHooks([mappings], '') })
    const statuses = await Promise.all([shop, ops].map(async ({ text }) => (await asked.post('/v1/webhooks/desk', { who: 'kim', at: '2026-10-01T09:24:43Z' }, { authorization: `Bearer ${text}` })).status))
    expect([statuses, asked.events('alert-actions').map(({ by }) => by)], 'and under the own name').toEqual([[403, 202], ['ops']])
    await asked.app.close()
  })
})
