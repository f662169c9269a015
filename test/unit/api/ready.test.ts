import { expect, it } from 'vitest'
import { createApiApp } from '../../helpers/api-app.ts'

it('makes the api not ready', async () => {
  const app = await createApiApp({ missing: () => ['Kafka does not answer'] })
  const { statusCode, body } = await app.inject({ url: '/health/ready' })
  expect([statusCode, JSON.parse(body)]).toEqual([503, { status: 'not ready', missing: ['Kafka does not answer'] }])
  await app.close()
})
