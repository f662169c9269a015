import { describe, expect, it } from 'vitest'
import type { AppParts } from '../../../services/api/app.ts'
import { alertStep } from '../../../services/api/resources.ts'
import { createApiApp } from '../../helpers/api-app.ts'

const url = '/api/v1/alerts/acc-1~SILENT~1/actions'
const payload = { actionId: 'ack-1', action: 'ACKNOWLEDGE', by: 'kim' }

/** A step as ClickHouse gives it: a value for each of its fields. */
const storedStep = Object.fromEntries([
  ...Object.entries(alertStep.schema.properties!).map(([name, { type }]) => [name, ({ string: '', number: 0, integer: 0, boolean: false, array: [] } as Record<string, unknown>)[String(type)] ?? null]),
  ...['drivers.driver', 'drivers.change', 'drivers.contribution', 'drivers.event_ids'].map((name) => [`#${name}`, []]),
  ['openedAt', '2026-11-25T09:00:00.000Z'], ['at', '2026-11-25T09:00:00.000Z'], ['alertId', 'acc-1~SILENT~1'], ['status', 'ACKNOWLEDGED'], ['sequence', 2],
])

/** Actions that are written, and never heard of again: what the scorer makes of a repeat. */
const unheard = () => {
  const written: string[] = []
  const actions: AppParts['actions'] = {
    submit: async ({ actionId }) => {
      written.push(actionId)
      return { loggedAt: { topic: 'alert-actions', partition: 0, offset: written.length }, outcome: Promise.resolve({ outcome: 'pending' }) }
    },
  }
  return { written, actions }
}
/** A database that has the step from its n-th question on. */
const storedAfter = (n: number): AppParts['database'] => {
  let asked = 0
  return { rows: async (sql, parameters) => (sql.includes('FROM alert_events') && parameters.actionId === 'ack-1' && ++asked >= n ? [storedStep] : []), json: async () => '[]', ping: async () => {} }
}

describe('an action that is sent again', () => {
  it.each([1, 2])('is answered with the step that it brought about the first time (which ClickHouse has at look %i)', async (n) => {
    const app = await createApiApp({ ...unheard(), database: storedAfter(n) })
    const answer = await app.inject({ method: 'POST', url, payload })
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { actionId: 'ack-1', outcome: 'applied', step: { status: 'ACKNOWLEDGED', sequence: 2 }, loggedAt: { offset: 1 } }])
    await app.close()
  })

  it.each([['has none', storedAfter(9)], ['is away', { rows: () => Promise.reject(new Error('away')), json: () => Promise.reject(new Error('away')), ping: () => Promise.reject(new Error()) }]])('is pending where ClickHouse %s: it is in the log', async (_, database) => {
    const app = await createApiApp({ ...unheard(), database })
    const answer = await app.inject({ method: 'POST', url, payload })
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { outcome: 'pending', loggedAt: { offset: 1 } }])
    await app.close()
  })
})

it.each([{ action: 'SNOOZE', until: '2026-12-01T00:00:00Z' }, { action: 'CLOSE', outcome: 'SAVED' }])('another action under the id of one that was applied is a conflict, not said to be applied: %j', async (other) => {
  const app = await createApiApp({ ...unheard(), database: storedAfter(1) })
  const answer = await app.inject({ method: 'POST', url, payload: { ...other, actionId: 'ack-1' } })
  expect([answer.statusCode, answer.json().detail]).toEqual([409, expect.stringContaining('an id of its own')])
  await app.close()
})

describe('an ETag', () => {
  it('is for what was read: an action that was written is never "not modified"', async () => {
    const { written, actions } = unheard()
    const app = await createApiApp({ actions, database: storedAfter(1) })
    const first = await app.inject({ method: 'POST', url, payload })
    const again = await app.inject({ method: 'POST', url, payload, headers: { 'if-none-match': '*' } })
    expect([first.headers.etag, again.statusCode, written]).toEqual([undefined, 200, ['ack-1', 'ack-1']])
    const missing = await app.inject({ url: '/api/v1/alerts/none', headers: { 'if-none-match': '*' } })
    expect([missing.statusCode, missing.headers.etag]).toEqual([404, undefined])
    await app.close()
  })

  it('is compared weakly, with each of those that the client has', async () => {
    const app = await createApiApp()
    const etag = String((await app.inject({ url: '/api/v1/alerts' })).headers.etag)
    const statusWith = async (header: string) => (await app.inject({ url: '/api/v1/alerts', headers: { 'if-none-match': header } })).statusCode
    expect(etag).toMatch(/^W\/"/)
    expect(await Promise.all([etag, etag.slice(2), `"x", ${etag}`, '*', '"x"'].map(statusWith))).toEqual([304, 304, 304, 304, 200])
    expect((await app.inject({ method: 'HEAD', url: '/api/v1/alerts' })).headers.etag).toBe(etag)
    await app.close()
  })
})
