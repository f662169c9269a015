import { afterEach, describe, expect, test } from 'vitest'
import { currentSchema } from '../../../schemas/contracts.ts'
import { openRegistry, RegistryAway, RegistryRefused } from '../../../services/shared/avro/registry.ts'
import type { RegistryOptions } from '../../../services/shared/avro/registry.ts'
import { httpServer } from '../../helpers/fake-registry.ts'
import type { Answer } from '../../helpers/fake-registry.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const schema = currentSchema('crm')
const found: Answer = { status: 200, body: JSON.stringify({ schema: JSON.stringify(schema) }) }
const unknown: Answer = { status: 404, body: '{"error_code":40403,"message":"No schema"}' }
const closing: (() => Promise<void>)[] = []

async function registryThat(answer: (request: string, times: number) => Answer | null, options: Partial<RegistryOptions> = {}) {
  let times = 0
  const server = await httpServer((request) => answer(request, ++times))
  closing.push(server.close)
  return { ...server, registry: openRegistry({ url: server.url, log: keptLog(), patienceMs: [1, 2, 3], negativeMs: 60_000, ...options }) }
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe('an id', () => {
  test('is asked for once, however many ask at the same time or later', async () => {
    const { registry, requests } = await registryThat(() => found)
    const all = await Promise.all([registry.schemaById(7), registry.schemaById(7), registry.schemaById(7)])
    expect(all[0]).toEqual({ avro: schema })
    await registry.schemaById(7)
    expect(requests).toEqual(['GET /schemas/ids/7'])
  })

  test('that the registry learns a moment late is found', async () => {
    const { registry } = await registryThat((_, times) => (times < 4 ? unknown : found))
    expect(await registry.schemaById(7)).toEqual({ avro: schema })
  })

  test('that stays unknown is null, and not asked for again for a while', async () => {
    const { registry, requests } = await registryThat(() => unknown)
    expect(await registry.schemaById(7)).toBeNull()
    expect(await registry.schemaById(7)).toBeNull()
    expect(requests).toHaveLength(4)
  })

  test('that was unknown is asked for again after that while', async () => {
    const { registry } = await registryThat((_, times) => (times < 5 ? unknown : found), { negativeMs: 0 })
    expect(await registry.schemaById(7)).toBeNull()
    expect(await registry.schemaById(7)).toEqual({ avro: schema })
  })

  test('of many made-up ones costs one look-up each, so that a wrong sender does not hold up a topic', async () => {
    const { registry, requests } = await registryThat(() => unknown)
    for (let id = 1; id <= 20; id++) await registry.schemaById(id)
    expect(requests.filter((request) => request === 'GET /schemas/ids/20')).toHaveLength(1)
  })

  test('of another kind of schema is known, but not Avro', async () => {
    const { registry } = await registryThat(() => ({ status: 200, body: '{"schema":"syntax","schemaType":"PROTOBUF"}' }))
    expect(await registry.schemaById(7)).toEqual({ avro: null })
  })
})

describe('a registry that is away says nothing about an id', () => {
  test.each<[string, Answer | null]>([
    ['a refused or broken connection', null],
    ['an internal error', { status: 500, body: '{"error_code":50001}' }],
    ['a proxy\'s or a wrong address\'s 404', { status: 404, body: '<html>not found</html>' }],
    ['too many requests', { status: 429, body: '{"error_code":429}' }],
    ['an answer that is none', { status: 200, body: 'ok' }],
  ])('%s', async (_, answer) => {
    const { registry } = await registryThat((__, times) => (times === 1 ? answer : found))
    await expect(registry.schemaById(7)).rejects.toBeInstanceOf(RegistryAway)
    expect(await registry.schemaById(7), 'the next try finds it').toEqual({ avro: schema })
  })

  test('a registry that does not answer in time', async () => {
    const { registry } = await registryThat(() => found, { timeoutMs: 0 })
    await expect(registry.schemaById(7)).rejects.toBeInstanceOf(RegistryAway)
  })
})

test('a schema that is refused carries the registry\'s reason', async () => {
  const { registry } = await registryThat(() => ({ status: 409, body: '{"error_code":409,"message":"READER_FIELD_MISSING_DEFAULT_VALUE"}' }))
  await expect(registry.register('cx.crm-value', schema)).rejects.toThrow(RegistryRefused)
  await expect(registry.register('cx.crm-value', schema)).rejects.toThrow('READER_FIELD_MISSING_DEFAULT_VALUE')
})
