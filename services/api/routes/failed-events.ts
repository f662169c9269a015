import type { FastifyInstance } from 'fastify'
import type { FailedEvent } from '../../../schemas/types.ts'
import { Refusal } from '../../shared/refusal.ts'
import { failedEventOf } from '../live/failed.ts'
import type { FailedRecords } from '../live/ports.ts'
import { pageQuery, pageSchema } from '../page.ts'
import type { FailedFilter, PortfolioQueries } from '../portfolio-queries.ts'
import { Problem } from '../problems.ts'
import { flag, integer, integerOrNull, listOf, objectOf, text, textOrNull } from '../resource.ts'
import { failedEvent, failedEventBytes } from '../resources.ts'
import { query, texts } from './schema.ts'

interface One { Params: { failureId: string } }

const params = { type: 'object', properties: { failureId: { type: 'string', minLength: 1, maxLength: 512 } }, required: ['failureId'] } as const
const stretch = { from: integer, to: integer }
const decoded = objectOf({
  schemaId: integerOrNull, schema: textOrNull, fields: listOf(objectOf({ path: text, value: text, ...stretch, wrong: flag })),
  fault: objectOf({ path: text, at: integer, reason: text }, ['object', 'null']), wrongBytes: objectOf(stretch, ['object', 'null']),
})
const body = { type: 'object', additionalProperties: false, properties: { again: { type: 'boolean', default: false, description: 'also where it was replayed before' } } } as const

/** /failed-events: the list, one with its bytes and what is wrong with them, and its replay. */
export function failedEventRoutes(app: FastifyInstance, queries: PortfolioQueries, records: FailedRecords): void {
  const find = async (failureId: string): Promise<{ row: Record<string, unknown>; event: FailedEvent }> => {
    const row = await queries.failedById(failureId)
    if (!row) throw new Problem('not-found', `There is no failed event ${failureId}.`)
    return { row, event: failedEventOf(row) }
  }

  app.get<{ Querystring: FailedFilter }>('/failed-events', {
    schema: {
      summary: 'Records that could not be processed, the latest first',
      querystring: query({ code: texts(), topic: texts(), ...pageQuery }), response: { 200: pageSchema(failedEvent) },
    },
  }, (request) => queries.failed(request.query))

  app.get<One>('/failed-events/:failureId', {
    // The bytes may hold what a customer wrote.
    config: { access: 'operator' },
    schema: {
      summary: 'A failed event: its bytes, and its fields as far as they can be read, with what is wrong marked in both',
      params, querystring: query({}), response: { 200: objectOf({ ...failedEvent.schema.properties, ...failedEventBytes.schema.properties, decoded }) },
    },
  }, async (request) => {
    const { row, event } = await find(request.params.failureId)
    return { ...row, decoded: await records.decode(event) }
  })

  app.post<One & { Body: { again: boolean } }>('/failed-events/:failureId/replay', {
    config: { access: 'admin' },
    schema: {
      summary: 'Publish the original record again, after its cause was mended',
      description: 'Same bytes, key, headers and partition, so that an event that was scored after all is known by its id. 409 where it was replayed before and `again` is not set, or is no input.',
      params, querystring: query({}), body, response: { 200: objectOf({ failureId: text, topic: text, partition: integer }) },
    },
  }, async (request) => {
    const { event } = await find(request.params.failureId)
    await records.replay(event, request.body?.again ?? false).catch((error: unknown) => {
      throw error instanceof Refusal ? new Problem('conflict', `${error.message}. ${error.remedy}`) : error
    })
    return { failureId: event.failureId, topic: event.topic, partition: event.partition }
  })
}
