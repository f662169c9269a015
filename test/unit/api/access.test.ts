import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppParts } from '../../../services/api/app.ts'
import { interaction } from '../../../services/api/resources.ts'
import { roles, type Role } from '../../../services/shared/access/caller.ts'
import { openGuard } from '../../../services/shared/access/guard.ts'
import { createKey } from '../../../services/shared/access/keys.ts'
import { createApiApp } from '../../helpers/api-app.ts'
import { apiDocument } from '../../helpers/api-document.ts'
import { writeKeys } from '../../helpers/keys.ts'
import { keptLog } from '../../helpers/silent-log.ts'

/** Who may call what; a route that is not here fails the test. */
const access: Readonly<Record<string, Role | 'anybody'>> = {
  'GET /api/v1/session': 'anybody', 'POST /api/v1/session': 'anybody', 'DELETE /api/v1/session': 'anybody', 'GET /health/live': 'anybody', 'GET /health/ready': 'anybody', 'GET /metrics': 'anybody',
  'GET /api/v1/accounts': 'viewer', 'GET /api/v1/accounts/{accountId}': 'viewer', 'GET /api/v1/accounts/{accountId}/timeline': 'viewer', 'GET /api/v1/accounts/{accountId}/history': 'viewer',
  'GET /api/v1/alerts': 'viewer', 'GET /api/v1/alerts/{alertId}': 'viewer', 'GET /api/v1/alerts/stream': 'viewer', 'POST /api/v1/alerts/{alertId}/actions': 'operator',
  'GET /api/v1/portfolio': 'viewer', 'GET /api/v1/portfolio/bands': 'viewer', 'GET /api/v1/portfolio/surveys': 'viewer', 'GET /api/v1/portfolio/root-causes': 'viewer', 'GET /api/v1/portfolio/response-rates': 'viewer', 'GET /api/v1/portfolio/goals': 'viewer', 'GET /api/v1/rules': 'viewer',
  'GET /api/v1/failed-events': 'viewer', 'GET /api/v1/failed-events/{failureId}': 'operator', 'GET /api/v1/accounts/{accountId}/explanation': 'viewer', 'GET /api/v1/sources': 'viewer', 'GET /api/v1/portfolio/revenue-at-risk': 'viewer', 'GET /api/v1/pipeline': 'viewer',
  'POST /api/v1/failed-events/{failureId}/replay': 'admin', 'GET /api/v1/surveys/permission': 'viewer',
}
const folder = mkdtempSync(join(tmpdir(), 'cx-access-'))
const keysFile = join(folder, 'keys.json')
const made = roles.map((role) => createKey({ name: role, role, sources: [], expiresAt: null }, new Date()))
const keys = Object.fromEntries(roles.map((role, i) => [role, made[i]!.text])) as Record<Role, string>
let app: FastifyInstance

/** A contact with a value for each of its fields. */
const plainContact = () => Object.fromEntries([
  ...Object.entries(interaction.schema.properties!).map(([name, { type }]) => [name, ({ string: '', number: 0, integer: 0, boolean: false, array: [], object: {} } as Record<string, unknown>)[String(type)] ?? null]),
  ['occurredAt', '2026-11-25T09:00:00.000Z'], ['receivedAt', '2026-11-25T09:00:00.000Z'], ['#survey_id', null],
])

/** One contact with a text, and everything else empty. */
const build = (perMinute: number, more: Partial<AppParts> = {}) => createApiApp({
  database: { rows: async (sql) => (sql.includes('FROM interactions') ? [{ ...plainContact(), text: 'I am angry' }] : []), json: async () => '[]', ping: async () => {} },
  access: { guard: openGuard({ keysFile, host: '127.0.0.1', log: keptLog() }), perMinute }, ...more,
})
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

beforeAll(async () => {
  writeKeys(keysFile, made.map(({ key }) => key))
  app = await build(100_000)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

describe('the api with keys', () => {
  it('has a decision for each of its routes', async () => {
    const { paths } = await apiDocument() as { paths: Record<string, Record<string, unknown>> }
    const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    expect(routes.sort()).toEqual(Object.keys(access).sort())
  })

  it.each(Object.entries(access))('%s is for: %s', async (route, least) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'DELETE', string]
    const url = path.replace(/\{.*?\}/g, 'x~SILENT~1')
    const statusOf = async (headers: Record<string, string>) => (await app.inject({ method, url, headers: { ...headers, ...(method === 'POST' && { 'content-type': 'application/json' }) }, ...(method === 'POST' && { payload: '{}' }) })).statusCode
    const denied = await Promise.all([statusOf({}), statusOf(bearer('wrong')), ...roles.map((role) => statusOf(bearer(keys[role])))])
    const expected = least === 'anybody' ? [false, false, false, false, false] : [401, 401, ...roles.map((_, i) => (i >= roles.indexOf(least) ? false : 403))]
    expect(denied.map((status) => (status === 401 || status === 403 ? status : false))).toEqual(expected)
  })

  it('says how to come in, as a problem', async () => {
    const { statusCode, headers, body } = await app.inject({ url: '/api/v1/accounts' })
    expect([statusCode, headers['www-authenticate'], headers['content-type'], JSON.parse(body)]).toEqual([401, 'Bearer', 'application/problem+json',
      { type: '/problems/unauthorised', title: 'It is not known who this is', status: 401, detail: 'Send a valid API key or token: Authorization: Bearer …', instance: '/api/v1/accounts' }])
  })

  it('shows what customers wrote to operators, not to viewers', async () => {
    const textFor = async (role: Role) => (await app.inject({ url: '/api/v1/accounts/a/timeline', headers: bearer(keys[role]) })).json().items[0].text
    expect([await textFor('viewer'), await textFor('operator'), await textFor('admin')]).toEqual([null, 'I am angry', 'I am angry'])
  })

  it('lets a browser sign in with a cookie that no script reads and no other site can use, and out again', async () => {
    const signed = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { key: keys.operator } })
    expect(signed.json()).toEqual({ name: 'operator', role: 'operator', asks: true })
    const cookie = String(signed.headers['set-cookie'])
    expect(cookie).toMatch(/^cx_key=.*; Path=\/api; HttpOnly; SameSite=Strict$/)
    const headers = { cookie: cookie.split(';')[0]! }
    expect((await app.inject({ url: '/api/v1/accounts', headers })).statusCode).toBe(200)
    expect((await app.inject({ url: '/api/v1/session', headers })).json()).toMatchObject({ name: 'operator' })
    expect(String((await app.inject({ method: 'DELETE', url: '/api/v1/session', headers })).headers['set-cookie'])).toMatch(/^cx_key=; .*Expires=Thu, 01 Jan 1970/)
    expect((await app.inject({ method: 'POST', url: '/api/v1/session', payload: { key: 'cx_wrong' } })).statusCode).toBe(401)
  })

  it('answers 304 to who has the answer already', async () => {
    const first = await app.inject({ url: '/api/v1/accounts', headers: bearer(keys.viewer) })
    const again = await app.inject({ url: '/api/v1/accounts', headers: { ...bearer(keys.viewer), 'if-none-match': String(first.headers.etag) } })
    expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 304, ''])
  })

  it('answers 429 with Retry-After to who asks too often, and to nobody else', async () => {
    const slow = await build(2)
    const ask = (role: Role) => slow.inject({ url: '/api/v1/accounts', headers: bearer(keys[role]) })
    expect([(await ask('viewer')).statusCode, (await ask('viewer')).statusCode]).toEqual([200, 200])
    const third = await ask('viewer')
    expect([third.statusCode, third.json().type, Number(third.headers['retry-after']) > 0]).toEqual([429, '/problems/rate-limited', true])
    expect((await ask('admin')).statusCode).toBe(200)
    await slow.close()
  })

  it('does not go on answering who tries keys, or sends none, from one address; whoever has one comes in from there', async () => {
    const own = await build(1000)
    const statusesOf = async (times: number, ask: () => Promise<{ statusCode: number }>) => {
      const statuses: number[] = []
      for (let i = 0; i < times; i++) statuses.push((await ask()).statusCode)
      return [...new Set(statuses)]
    }
    const wrong = () => own.inject({ url: '/api/v1/accounts', headers: bearer('cx_wrong') })
    expect(await statusesOf(120, wrong)).toEqual([401])
    const more = await wrong()
    expect([more.statusCode, more.json().type, Number(more.headers['retry-after']) > 0]).toEqual([429, '/problems/rate-limited', true])
    expect((await own.inject({ url: '/api/v1/accounts', headers: bearer(keys.viewer) })).statusCode).toBe(200)
    expect((await own.inject({ url: '/api/v1/accounts', headers: bearer('cx_wrong'), remoteAddress: '10.0.0.7' })).statusCode).toBe(401)
    expect(await statusesOf(121, () => own.inject({ method: 'POST', url: '/api/v1/session', payload: { key: 'cx_wrong' } }))).toEqual([401, 429])
    await own.close()
  })

  it('does not tell for long whether keys are valid where a browser signs in; one without a key, and one with a valid one, may always ask', async () => {
    const own = await build(1000)
    const ask = (headers: Record<string, string>) => own.inject({ url: '/api/v1/session', headers })
    const statuses: number[] = []
    for (let i = 0; i < 121; i++) statuses.push((await ask(i % 2 === 0 ? bearer('cx_wrong') : { cookie: 'cx_key=cx_wrong' })).statusCode)
    expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([120, 429])
    expect((await own.inject({ method: 'POST', url: '/api/v1/session', payload: { key: 'cx_wrong' } })).statusCode).toBe(429)
    expect([(await ask({})).statusCode, (await ask(bearer(keys.viewer))).json().name]).toEqual([200, 'viewer'])
    await own.close()
  })

  it('believes a proxy that it is told of: whom it speaks for, and that the browser came by https', async () => {
    const sign = async (more: Partial<AppParts>) => {
      const own = await build(1000, more)
      const answer = await own.inject({ method: 'POST', url: '/api/v1/session', payload: { key: keys.viewer }, headers: { 'x-forwarded-proto': 'https' } })
      await own.close()
      return String(answer.headers['set-cookie']).includes('; Secure')
    }
    expect([await sign({}), await sign({ trustedProxies: ['127.0.0.1'] }), await sign({ trustedProxies: ['10.0.0.0/8'] })]).toEqual([false, true, false])
  })

  it('ends a stream of alerts whose key was revoked', async () => {
    const file = join(folder, 'revoked.json')
    writeKeys(file, made.map(({ key }) => key))
    const feed: AppParts['feed'] = {
      storedUntil: async () => [], holds: async () => true, subscribe: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    }
    const live = await build(1000, { feed, heartbeatMs: 20, access: { guard: openGuard({ keysFile: file, host: '127.0.0.1', log: keptLog() }), perMinute: 1000 } })
    const url = await live.listen({ host: '127.0.0.1', port: 0 })
    const response = await fetch(`${url}/api/v1/alerts/stream`, { headers: bearer(keys.viewer) })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('event: ready')
    expect((await reader.read()).value).toContain('event: heartbeat')
    writeKeys(file, made.filter((_, i) => roles[i] !== 'viewer').map(({ key }) => key))
    for (let done = false; !done; ) ({ done } = await reader.read())
    expect((await fetch(`${url}/api/v1/alerts/stream`, { headers: bearer(keys.viewer) })).status).toBe(401)
    await live.close()
  })
})

describe('the api without keys', () => {
  it('answers to this machine\'s own names only: a page of another site may have one that leads here', async () => {
    const open = await build(1000, { access: { guard: openGuard({ keysFile: join(folder, 'none.json'), host: '127.0.0.1', log: keptLog() }), perMinute: 1000 } })
    const statusFor = async (host: string) => (await open.inject({ url: '/api/v1/accounts', headers: { host } })).statusCode
    expect([await statusFor('localhost:8080'), await statusFor('127.0.0.1:8080'), await statusFor('[::1]:8080'), await statusFor('evil.example:8080'), await statusFor('127.0.0.1.evil.example')])
      .toEqual([200, 200, 200, 403, 403])
    await open.close()
  })
})
