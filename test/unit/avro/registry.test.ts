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

  test.each([
    ['Protobuf', '{"schema":"syntax","schemaType":"PROTOBUF"}'],
    ['JSON, with a reference that nobody can follow', '{"schema":"{\\"$ref\\":\\"http://gone/x\\"}","schemaType":"JSON"}'],
    ['a kind that is not invented yet', '{"schema":"?","schemaType":"CAPNP"}'],
  ])('of another kind of schema is known, but not Avro: %s', async (_, body) => {
    const { registry } = await registryThat(() => ({ status: 200, body }))
    expect(await registry.schemaById(7)).toEqual({ avro: null })
  })

  test('of an Avro schema that cannot be used is known as it is', async () => {
    const { registry, requests } = await registryThat(() => ({ status: 200, body: JSON.stringify({ schema: '{"type":"record","name":"A","fields":[{"name":"b","type":"x.B"}]}' }) }))
    expect(await registry.schemaById(7)).toMatchObject({ avro: { name: 'A' } })
    await registry.schemaById(7)
    expect(requests).toHaveLength(1)
  })
})

describe('a registry that is away says nothing about an id', () => {
  test.each<[string, Answer | null]>([
    ['a refused or broken connection', null],
    ['an internal error', { status: 500, body: '{"error_code":50001}' }],
    ['a proxy\'s or a wrong address\'s 404', { status: 404, body: '<html>not found</html>' }],
    ['a proxy\'s 404 that speaks JSON', { status: 404, body: '{"message":"no Route matched with those values"}' }],
    ['too many requests', { status: 429, body: '{"error_code":429}' }],
    ['an answer that is none', { status: 200, body: 'ok' }],
    ['another answer than a schema', { status: 200, body: '{"id":3}' }],
    ['nothing', { status: 200, body: 'null' }],
  ])('%s', async (_, answer) => {
    let away = true
    const { registry } = await registryThat(() => (away ? answer : found))
    await expect(registry.schemaById(7)).rejects.toBeInstanceOf(RegistryAway)
    away = false
    expect(await registry.schemaById(7), 'the next try finds it').toEqual({ avro: schema })
  })

  test('a registry that does not answer in time', async () => {
    const { registry } = await registryThat(() => ({ ...found, silent: true }), { timeoutMs: 50 })
    await expect(registry.schemaById(7)).rejects.toBeInstanceOf(RegistryAway)
  })

  test('an answer that breaks off', async () => {
    const { registry } = await registryThat(() => ({ ...found, cut: true }), { timeoutMs: 200 })
    await expect(registry.schemaById(7)).rejects.toBeInstanceOf(RegistryAway)
  })

  test('a port where nobody listens, said with the address', async () => {
    const registry = openRegistry({ url: 'http://127.0.0.1:1', log: keptLog() })
    await expect(registry.schemaById(7)).rejects.toThrow('http://127.0.0.1:1 does not answer: connect ECONNREFUSED')
    await expect(registry.compatibility()).rejects.toBeInstanceOf(RegistryAway)
  })
})

test('a schema that is refused carries the registry\'s reason', async () => {
  const { registry } = await registryThat(() => ({ status: 409, body: '{"error_code":409,"message":"READER_FIELD_MISSING_DEFAULT_VALUE"}' }))
  await expect(registry.register('cx.crm-value', schema)).rejects.toThrow(RegistryRefused)
  await expect(registry.register('cx.crm-value', schema)).rejects.toThrow('READER_FIELD_MISSING_DEFAULT_VALUE')
})

describe('a schema is registered', () => {
  const registering = (level: string) => registryThat((request) => {
    if (request.includes('/config/')) return { status: 200, body: `{"compatibility":"${level}","compatibilityLevel":"${level}"}` }
    return { status: 200, body: '{"id":9}' }
  })

  test('under a level at which the registry refuses what readers could not read', async () => {
    const { registry, requests } = await registering('BACKWARD_TRANSITIVE')
    expect(await registry.register('cx.crm-value', schema)).toBe(9)
    expect(requests).toEqual(['PUT /config/cx.crm-value', 'GET /config/cx.crm-value', 'POST /subjects/cx.crm-value/versions'])
    expect(await registry.schemaById(9)).toEqual({ avro: schema })
    expect(requests).toHaveLength(3)
  })

  test('not where the registry keeps to another level', async () => {
    const { registry } = await registering('NONE')
    await expect(registry.register('cx.crm-value', schema)).rejects.toMatchObject({ constructor: RegistryRefused, message: expect.stringContaining('BACKWARD_TRANSITIVE != NONE') })
  })
})

test.each([40401, 40403])('a schema that is not registered under the subject has no id there (%i)', async (code) => {
  const { registry } = await registryThat(() => ({ status: 404, body: `{"error_code":${code},"message":"none"}` }))
  expect(await registry.idOf('cx.crm-value', schema)).toBeNull()
})
