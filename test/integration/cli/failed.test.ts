import type { Kafka } from 'kafkajs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { FailedEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { createLog } from '../../../services/shared/log.ts'
import { inputTopics, topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { createTopics, writeSettings } from '../../helpers/deployment.ts'
import { unique } from '../../helpers/names.ts'

const log = createLog('test', { level: 'silent' })
const deployment = unique('failed')
const hour = 3_600_000
const start = Date.UTC(2026, 0, 1)
let kafka: Kafka
let broken: Buffer

const touchPoint: TouchPointEvent = {
  eventId: 'e1', occurredAt: start, source: 'shop', accountId: 'a1', contactId: null, touchPoint: 'delivery', directness: 'DIRECT', reach: null, stage: null,
  channel: null, location: null, outcome: null, measures: {}, expected: {}, text: null, language: null, corrects: null, attributes: {},
}

const failure = (offset: number, changes: Partial<FailedEvent> = {}): FailedEvent => ({
  failureId: `${deployment}.touchpoints:1:${offset}`, at: start + offset * hour, step: 'decode', code: 'avro.undecodable', reason: 'directness: symbol 40 of 3',
  topic: `${deployment}.touchpoints`, partition: 1, offset, timestamp: start, key: Buffer.from('a1'), value: broken, headers: { trace: Buffer.from('t-1') },
  attempts: 1, ...changes,
})

beforeAll(async () => {
  kafka = openKafka({ brokers: inject('parts').brokers, clientId: 'test', log }).kafka()
  await createTopics(kafka, deployment, [...inputTopics, 'settings', 'failed-events'])
  await writeSettings(kafka, deployment, 'wall')
  const registry = openRegistry({ url: inject('parts').registryUrl, log })
  const inputId = await registry.register(`${deployment}.touchpoints-value`, currentSchema('touch-point'))
  const failedId = await registry.register(`${deployment}.failed-events-value`, currentSchema('failed-event'))
  broken = Buffer.from(frame(inputId, contractType('touch-point'), touchPoint))
  broken[broken.indexOf('delivery') + 8] = 80
  const events = [
    failure(0), failure(1, { code: 'time.in-future', step: 'validate', reason: 'occurredAt is 3 h ahead' }), failure(2), failure(2),
    failure(3, { failureId: `${deployment}.scores:0:3`, topic: `${deployment}.scores`, step: 'store', code: 'clickhouse.rejected' }),
  ]
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic: topicOf(deployment, 'touchpoints'), messages: [0, 1, 2].map(() => ({ key: 'a1', value: broken, partition: 1 })) })
  await producer.send({
    topic: topicOf(deployment, 'failed-events'),
    messages: events.map((event) => ({ key: 'a1', value: frame(failedId, contractType('failed-event'), event) })),
  })
  await producer.disconnect()
})

const cx = (...args: string[]) => runCli(args, {
  CX_DEPLOYMENT: deployment, KAFKA_BROKERS: inject('parts').brokers.join(), SCHEMA_REGISTRY_URL: inject('parts').registryUrl,
})
const listed = async (...args: string[]) => {
  const { code, stdout, stderr } = await cx('failed', 'list', '--json', ...args)
  expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
  return stdout.trim().split('\n').filter(Boolean).map((line) => (JSON.parse(line) as { failureId: string }).failureId.replace(`${deployment}.`, ''))
}

describe('cx failed list', () => {
  it('gives each failure once, oldest first, filtered by code, topic, sender and time', async () => {
    expect(await listed()).toEqual(['touchpoints:1:0', 'touchpoints:1:1', 'touchpoints:1:2', 'scores:0:3'])
    expect(await listed('--code', 'time.in-future')).toEqual(['touchpoints:1:1'])
    expect(await listed('--topic', 'touchpoints', '--limit', '2')).toEqual(['touchpoints:1:1', 'touchpoints:1:2'])
    expect(await listed('--source', 'shop', '--code', 'time.in-future')).toEqual(['touchpoints:1:1'])
    expect(await listed('--source', 'helpdesk')).toEqual([])
    expect(await listed('--since', '2026-01-01T01:00:00Z', '--until', '2026-01-01T03:00:00Z')).toEqual(['touchpoints:1:1', 'touchpoints:1:2'])
  })

  it('is a table for people', async () => {
    const { stdout } = await cx('failed', 'list', '--code', 'time.in-future')
    expect(stdout).toMatch(/failed at +failure +code +attempts +reason\n2026-01-01T01:00:00\.000Z .*time\.in-future +1 +occurredAt is 3 h ahead/)
  })
})

describe('cx failed show', () => {
  it('decodes with the registry\'s schema as far as it goes and marks the wrong byte', async () => {
    const { code, stdout } = await cx('failed', 'show', 'touchpoints:1:0')
    expect(code).toBe(0)
    expect(stdout).toContain('touchPoint')
    expect(stdout).toMatch(/✗ directness +symbol 40 of 3/)
    expect(stdout).toContain('^^')
  })

  it('says so where there is no such failure', async () => {
    const { code, stderr } = await cx('failed', 'show', 'touchpoints:1:99')
    expect([code, stderr.includes('cx failed list')]).toEqual([1, true])
  })
})

describe('cx failed replay', () => {
  it('publishes the same bytes under the same key, once unless told again', async () => {
    expect((await cx('failed', 'replay', 'touchpoints:1:0')).code).toBe(0)
    const second = await cx('failed', 'replay', 'touchpoints:1:0')
    expect([second.code, second.stderr.includes('--again')]).toEqual([78, true])
    expect((await cx('failed', 'replay', 'touchpoints:1:0', '--again')).code).toBe(0)

    const reader = openReader(openKafka({ brokers: inject('parts').brokers, clientId: 'test', log }), log)
    const first = await reader.readOne(topicOf(deployment, 'touchpoints'), 1, 3)
    const again = await reader.readOne(topicOf(deployment, 'touchpoints'), 1, 4)
    await reader.close()
    expect([first!.key!.toString(), first!.value!.equals(broken)]).toEqual(['a1', true])
    const headers = (record: typeof first) => Object.fromEntries(Object.entries(record!.headers).map(([name, value]) => [name, value.toString()]))
    expect(headers(first)).toEqual({ trace: 't-1', 'cx-replay-of': `${deployment}.touchpoints:1:0`, 'cx-attempt': '2' })
    expect(headers(again)['cx-attempt']).toBe('3')
  })

  it('publishes all inputs that the options choose, each once', async () => {
    const ids = async (...args: string[]) => {
      const { code, stdout } = await cx('failed', 'replay', '--source', 'shop', ...args)
      return [code, stdout.trim().split('\n').filter(Boolean).map((line) => line.split(' ')[0]!.replace(`${deployment}.`, ''))]
    }
    expect(await ids(), 'the first was replayed above; scores are no input').toEqual([0, ['touchpoints:1:1', 'touchpoints:1:2']])
    expect(await ids()).toEqual([0, []])
    expect(await ids('--code', 'time.in-future', '--again')).toEqual([0, ['touchpoints:1:1']])
  })

  it('publishes nothing where one of several cannot be, nor where nothing says which', async () => {
    const mixed = await cx('failed', 'replay', '--again', 'touchpoints:1:2', 'scores:0:3')
    expect([mixed.code, mixed.stdout]).toEqual([78, ''])
    expect((await cx('failed', 'replay')).code).toBe(2)
  })

  it('is refused for what is no input', async () => {
    const { code, stderr } = await cx('failed', 'replay', 'scores:0:3')
    expect([code, stderr.includes('is no input')]).toEqual([78, true])
  })
})
