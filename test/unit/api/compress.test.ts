import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { createApiApp } from '../../helpers/api-app.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

const accounts = JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ accountId: `account-${i}` })))
const ask = async (headers: Record<string, string>, json = accounts) => {
  app = await createApiApp({ database: { rows: async () => [], json: async () => json, ping: async () => {} } })
  return app.inject({ url: '/api/v1/portfolio', headers })
}

it('sends a long answer as gzip to those who take it, and the same as it is to others', async () => {
  const packed = await ask({ 'accept-encoding': 'gzip, deflate, br' })
  expect([packed.headers['content-encoding'], packed.headers['vary'], Number(packed.headers['content-length'])]).toEqual(['gzip', 'accept-encoding', packed.rawPayload.length])
  expect(gunzipSync(packed.rawPayload).toString()).toBe(`{"accounts":${accounts}}`)
  expect(packed.rawPayload.length).toBeLessThan(accounts.length / 4)
  for (const encoding of ['identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
    const plain = await ask({ 'accept-encoding': encoding })
    expect([plain.headers['content-encoding'], plain.headers['vary'], plain.body], encoding).toEqual([undefined, 'accept-encoding', `{"accounts":${accounts}}`])
    expect(plain.headers['etag'], 'the ETag is that of the content').toBe(packed.headers['etag'])
  }
})

it('leaves a short answer as it is, and one that the client has already', async () => {
  expect((await ask({ 'accept-encoding': 'gzip' }, '[]')).headers['content-encoding']).toBeUndefined()
  const { headers } = await ask({ 'accept-encoding': 'gzip' })
  const again = await ask({ 'accept-encoding': 'gzip', 'if-none-match': String(headers['etag']) })
  expect([again.statusCode, again.headers['content-encoding'], again.body]).toEqual([304, undefined, ''])
})
