import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { LogAway, type AlertFeed, type Positions } from '../../../services/api/live/ports.ts'
import { createApiApp } from '../../helpers/api-app.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

/** A topic that holds these positions, and nothing else; remembers where a subscription began. */
function feedOf(held: readonly string[]): AlertFeed & { readonly begun: Positions[] } {
  const begun: Positions[] = []
  return { begun, storedUntil: async () => [3, 4], holds: async (positions) => held.includes(positions.join('.')), subscribe: async (from) => { begun.push(from) } }
}
const listen = async (feed: AlertFeed, id?: string) => {
  app = await createApiApp({ feed })
  return app.inject({ url: '/api/v1/alerts/stream', headers: id === undefined ? {} : { 'last-event-id': id } })
}
const eventsIn = (body: string) => body.split('\n').filter((line) => line.startsWith('event: ')).map((line) => line.slice(7))

it('goes on where the client was, as long as the log has what came then', async () => {
  const feed = feedOf(['7.9'])
  expect(eventsIn((await listen(feed, '7.9')).body)).toEqual(['ready'])
  expect(feed.begun).toEqual([[7, 9]])
})

it.each([['beyond the end of the log', '700.9'], ['of a topic with other partitions', '1.2.3']])('tells a client whose position is %s that it has to begin anew', async (_, id) => {
  const feed = feedOf(['7.9'])
  const { body } = await listen(feed, id)
  expect(eventsIn(body)).toEqual(['reset', 'ready'])
  expect(body).toContain('id: 3.4\nevent: ready')
  expect(feed.begun).toEqual([[3, 4]])
})

it('refuses an id that cannot be one of a stream', async () => {
  for (const id of ['x', '1.-2', '1..2', '99999999999999999999']) expect((await listen(feedOf([]), id)).statusCode, id).toBe(400)
})

it('says that Kafka is away', async () => {
  const away = () => Promise.reject(new LogAway(new Error('connection refused')))
  for (const id of [undefined, '1.2']) {
    const answer = await listen({ ...feedOf([]), storedUntil: away, holds: away }, id)
    expect([answer.statusCode, answer.json().type, answer.headers['retry-after']]).toEqual([503, '/problems/log-away', '1'])
  }
})

it('is not there for HEAD: that would not end', async () => {
  app = await createApiApp()
  expect((await app.inject({ method: 'HEAD', url: '/api/v1/alerts/stream' })).statusCode).toBe(404)
})
