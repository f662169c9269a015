import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apiClient } from '../helpers/api-client.ts'

test('services/console/src/client.ts is what the api\'s OpenAPI document gives (npm run generate:client)', async () => {
  const written = readFileSync(join(import.meta.dirname, '..', '..', 'services/console/src/client.ts'), 'utf8')
  expect(written).toBe(await apiClient())
}, 60_000)
