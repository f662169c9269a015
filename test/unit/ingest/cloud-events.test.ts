import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingestApp, type IngestApp } from '../../helpers/ingest-app.ts'

let ingest: IngestApp
const at = '2026-11-25T09:00:00.000Z'
const data = { accountId: 'a1', touchPoint: 'visit' }
const envelope = { specversion: '1.0', id: 'e1', source: 'shop', type: 'visit', time: at }
const inHeaders = (attributes: object) => Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]))
const structured = (body: unknown, path = 'touchpoints') => ingest.post(`/v1/${path}`, body, { 'content-type': 'application/cloudevents+json' })
const binary = (attributes: object, body: unknown = data, path = 'touchpoints') => ingest.post(`/v1/${path}`, body, inHeaders(attributes))
const reasonsOf = (answer: { body: { rejected: { code: string; reason: string }[] } }) => answer.body.rejected.map(({ code, reason }) => `${code}: ${reason}`)

beforeAll(async () => { ingest = await ingestApp({ keysFile: '/nowhere/keys.json' }) })
afterAll(() => ingest.app.close())

describe('a CloudEvent', () => {
  it('that is an action on an alert gives it its id, and no source', async () => {
    const action = { accountId: 'a1', alertId: 'a1~SILENT~1', action: 'ACKNOWLEDGE', by: 'kim' }
    const answers = [await structured({ ...envelope, id: 'act-1', data: action }, 'alert-actions'), await binary({ ...envelope, id: 'act-2' }, action, 'alert-actions')]
    expect(answers.map(({ status, body }) => [status, body.eventIds])).toEqual([[202, ['act-1']], [202, ['act-2']]])
    expect(ingest.events('alert-actions')).toMatchObject(['act-1', 'act-2'].map((actionId) => ({ actionId, occurredAt: Date.parse(at), by: 'kim' })))
  })

  it.each(['id', 'source', 'type', 'specversion'] as const)('without %s is none', async (name) => {
    const { [name]: _, ...rest } = envelope
    expect(reasonsOf(await structured({ ...rest, data }))).toEqual([expect.stringMatching(new RegExp(`^json.invalid: ${name} is no text`))])
    expect(reasonsOf(await binary(rest))).toEqual([expect.stringMatching(new RegExp(`^json.invalid: ce-${name} is no text`))])
  })

  it('of another version is refused', async () => {
    expect(reasonsOf(await structured({ ...envelope, specversion: '0.3', data }))).toEqual(['json.invalid: specversion is 0.3; 1.0 is taken'])
    expect(reasonsOf(await binary({ ...envelope, specversion: '0.3' }))).toEqual(['json.invalid: ce-specversion is 0.3; 1.0 is taken'])
  })

  it.each([['caf%C3%A9', 'café'], ['"a \\"b\\""', 'a "b"'], ['100%25', '100%']])('has headers that are percent-encoded: %s', async (given, meant) => {
    expect((await binary({ ...envelope, id: given })).body.eventIds).toEqual([meant])
  })

  it('with a header that is not is refused', async () => {
    expect(reasonsOf(await binary({ ...envelope, id: '100%' }))).toEqual(['json.invalid: ce-id is not percent-encoded UTF-8'])
  })

  it('in binary mode is one: several would have one id', async () => {
    const answer = await binary(envelope, [data, data])
    expect([answer.status, answer.body.accepted, answer.body.rejected.length, answer.body.rejected[0].reason]).toEqual([400, 0, 2, expect.stringContaining('cloudevents-batch')])
  })

  const encoded = (body: string | Buffer) => Buffer.from(body).toString('base64')
  it.each([{}, { datacontenttype: 'application/json' }, { datacontenttype: 'application/vnd.acme+json; charset=utf-8' }])('may have its data as JSON in base64: %j', async (type) => {
    const id = `b64 ${JSON.stringify(type)}`
    expect((await structured({ ...envelope, ...type, id, data_base64: encoded(JSON.stringify({ ...data, text: 'für Zoë' })) })).body).toEqual({ accepted: 1, rejected: [], eventIds: [id] })
    expect(ingest.events('touchpoints').find(({ eventId }) => eventId === id)).toMatchObject({ ...data, text: 'für Zoë', source: 'shop', occurredAt: Date.parse(at) })
  })

  it.each<[string, object, string]>([
    ['no base64', { data_base64: 'e30' }, 'data_base64 is not base64'], ['no text', { data_base64: 7 }, 'data_base64 is not base64'], ['no UTF-8', { data_base64: encoded(Buffer.from([0x7b, 0xff, 0x7d])) }, 'data_base64 is not UTF-8'],
    ['no JSON', { data_base64: encoded('{') }, 'data_base64 is not JSON: '], ['no object', { data_base64: encoded('[]') }, 'data_base64 is not a JSON object'],
    ['of another type', { datacontenttype: 'application/avro', data_base64: encoded('{}') }, 'datacontenttype is "application/avro"; JSON is taken'], ['beside data', { data, data_base64: encoded('{}') }, 'it has data and data_base64'],
  ])('whose data in base64 is %s is rejected', async (_, given, reason) => {
    expect(reasonsOf(await structured({ ...envelope, ...given }))).toEqual([expect.stringContaining(`json.invalid: ${reason}`)])
  })

  it('in structured mode goes by its own envelope, whatever headers say', async () => {
    const answer = await ingest.post('/v1/touchpoints', { ...envelope, id: 'own', data }, { ...inHeaders({ ...envelope, id: 'other' }), 'content-type': 'application/cloudevents+json' })
    expect(answer.body.eventIds).toEqual(['own'])
  })
})
