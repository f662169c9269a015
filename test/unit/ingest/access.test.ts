import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../services/ingest/app.ts'
import { createIngestMetrics } from '../../../services/ingest/metrics.ts'
import { openGuard } from '../../../services/shared/access/guard.ts'
import { createKey } from '../../../services/shared/access/keys.ts'
import { writeKeys } from '../../helpers/keys.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-ingest-access-'))
const callers = { nobody: null, wrong: 'cx_wrong', source: { role: null, sources: ['shop'] }, viewer: { role: 'viewer', sources: [] }, operator: { role: 'operator', sources: [] }, admin: { role: 'admin', sources: [] } } as const
type Name = keyof typeof callers
const texts = {} as Record<Name, string | null>
let app: FastifyInstance

/** The status of an empty list of events for each kind of caller: 400 is what that gets who is let through. A route that is not here fails the test. */
const through = { nobody: 401, wrong: 401, source: 400, viewer: 400, operator: 400, admin: 400 }
const expected: Readonly<Record<string, Readonly<Record<Name, number>>>> = {
  '/v1/touchpoints': through, '/v1/surveys': through, '/v1/crm': through, '/v1/alert-actions': { ...through, source: 403, viewer: 403 },
}

beforeAll(async () => {
  const keys = Object.entries(callers).flatMap(([name, given]) => {
    if (given === null || typeof given === 'string') return (texts[name as Name] = given, [])
    const { key, text } = createKey({ name, role: given.role, sources: given.sources, expiresAt: null }, new Date())
    texts[name as Name] = text
    return [key]
  })
  const keysFile = join(folder, 'keys.json')
  writeKeys(keysFile, keys)
  app = await createApp({
    writer: { write: async () => {} }, guard: openGuard({ keysFile, host: '127.0.0.1', log: keptLog() }), perMinute: 1000, maxBodyBytes: 100_000, log: keptLog(), metrics: createIngestMetrics().metrics,
    targets: Object.fromEntries(['touchpoints', 'surveys', 'crm', 'alert-actions'].map((name) => [name, { topic: name, partitions: 1, schemaId: 1 }])) as never, hooks: new Map(),
  })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const post = (url: string, name: Name, body: unknown) => app.inject({ method: 'POST', url, payload: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(texts[name] && { authorization: `Bearer ${texts[name]}` }) } })

describe('ingest with keys', () => {
  it('has a decision for each of its routes', () => {
    const { paths } = app.swagger() as { paths: Record<string, unknown> }
    expect(Object.keys(paths).filter((path) => !path.startsWith('/v1/webhooks')).sort()).toEqual(Object.keys(expected).sort())
  })

  it.each(Object.keys(expected))('%s lets those through who may send there', async (url) => {
    const found = Object.fromEntries(await Promise.all((Object.keys(callers) as Name[]).map(async (name) => [name, (await post(url, name, [])).statusCode])))
    expect(found).toEqual(expected[url])
  })

  it('takes events of the sources of a key, and no others', async () => {
    const event = (source: string) => ({ source, accountId: 'a', touchPoint: 'visit', occurredAt: Date.now() })
    const statuses = async (name: Name) => Promise.all(['shop', 'till'].map(async (source) => (await post('/v1/touchpoints', name, event(source))).statusCode))
    expect([await statuses('source'), await statuses('viewer'), await statuses('admin')]).toEqual([[202, 400], [400, 400], [202, 202]])
  })

  it('says in its document what is read: every media type, for webhooks too', () => {
    const { paths } = app.swagger() as unknown as { paths: Record<string, { post: { requestBody: { content: Record<string, { schema: unknown }> } } }> }
    const read = (path: string) => Object.keys(paths[path]!.post.requestBody.content)
    expect(read('/v1/touchpoints')).toEqual(['application/json', 'application/x-ndjson', 'application/ndjson', 'application/cloudevents+json', 'application/cloudevents-batch+json'])
    expect(read('/v1/webhooks/{name}')).toEqual(['application/json'])
    expect(paths['/v1/touchpoints']!.post.requestBody.content['application/cloudevents+json']).toMatchObject({ schema: { properties: { data: { required: ['touchPoint'] } } } })
  })

  it('says in its document who is answered how', () => {
    const { paths } = app.swagger() as unknown as { paths: Record<string, { post: { responses: object; security?: unknown } }> }
    const { responses, security } = paths['/v1/crm']!.post
    expect([Object.keys(responses), security]).toEqual([['202', '400', '401', '403', '422', '429', '4XX', '5XX'], undefined])
  })
})
