import { afterAll, describe, expect, inject, test } from 'vitest'
import type { TimelineRecord } from '../../../schemas/types.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { decodeTimeline } from '../../../services/shared/avro/timeline.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { parseSettingsRecord } from '../../../services/shared/settings.ts'
import { setupConfig } from '../../../services/setup/config.ts'
import { setUp, type SetupParts } from '../../../services/setup/set-up.ts'
import { inputTopics, topicOf } from '../../../services/topology.ts'
import type { TopicName } from '../../../services/topology.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { makeTopics } from '../../helpers/topics.ts'

const { brokers, registryUrl } = inject('parts')
const log = keptLog()
const kafka = openKafka({ brokers, clientId: 'set-up-test', log })
const reader = openReader(kafka, log)
afterAll(() => reader.close())

/** The job against the real Kafka and registry; ClickHouse's part has tests of its own. */
async function run(deployment: string, env: Record<string, string> = {}, settingsOnly = false, migrate: SetupParts['clickhouse']['migrate'] = async () => {}): Promise<void> {
  const config = setupConfig({
    CX_DEPLOYMENT: deployment, KAFKA_BROKERS: brokers.join(','), SCHEMA_REGISTRY_URL: registryUrl, CX_INPUT_PARTITIONS: '2', CX_TIMELINE_PARTITIONS: '3',
    CX_BY_CONTACT_PARTITIONS: '2', CX_SETUP_WAIT: '10s', ...env,
  })
  const clickhouse = { ping: async () => {}, migrate, setGoals: async () => {} }
  await setUp(config, { kafka, registry: openRegistry({ url: registryUrl, log }), clickhouse, log }, { settingsOnly })
}

async function valuesOf(deployment: string, name: TopicName, partition: number): Promise<Buffer[]> {
  const values: Buffer[] = []
  await reader.readPartition({
    topic: topicOf(deployment, name), partition, from: 'earliest', until: 'end', onRecords: (records) => { values.push(...records.map(({ value }) => value!)) },
  })
  return values
}

const copies = async (deployment: string, name: 'timeline' | 'by-contact', partition: number): Promise<TimelineRecord[]> =>
  (await valuesOf(deployment, name, partition)).map(decodeTimeline)

describe('a new deployment', () => {
  const deployment = unique('setup')

  test('gets its settings, and a copy of them in every partition of timeline and by-contact', async () => {
    await run(deployment)
    const [record] = (await valuesOf(deployment, 'settings', 0)).map(parseSettingsRecord)
    if (record?.kind !== 'settings') throw new Error('no settings were written')
    expect(record.settings).toMatchObject({ clock: 'wall', tickIntervalMs: 10_000, model: { version: '2026-11-2' } })
    expect(record.settings.sources).toEqual([...inputTopics.map((topic) => ({ topic, partitions: 2 })), { topic: 'by-contact', partitions: 2 }])
    for (const [name, partitions] of [['timeline', 3], ['by-contact', 2]] as const) {
      for (let partition = 0; partition < partitions; partition++) {
        const [copy, ...more] = await copies(deployment, name, partition)
        expect(more).toEqual([])
        expect(copy).toMatchObject({ kind: 'SETTINGS', topic: 'settings', partition: 0, offset: 0 })
        expect(parseSettingsRecord(copy!.event)).toEqual(record)
      }
    }
  })

  test('again: nothing is appended, only copied, in less than 2 s', async () => {
    const since = performance.now()
    await run(deployment)
    expect(performance.now() - since).toBeLessThan(2000)
    expect(await valuesOf(deployment, 'settings', 0)).toHaveLength(1)
    expect((await copies(deployment, 'timeline', 2)).map(({ offset }) => offset)).toEqual([0, 0])
  })

  test('another tick interval: new settings with the next number', async () => {
    await run(deployment, { CX_TICK_INTERVAL: 'PT5S' }, true)
    expect((await copies(deployment, 'by-contact', 1)).at(-1)).toMatchObject({ kind: 'SETTINGS', offset: 1 })
  })

  test.each<[string, Record<string, string>, string]>([
    ['another clock', { CX_CLOCK: 'log' }, 'This deployment goes by CX_CLOCK=wall'],
    ['other partition counts', { CX_TIMELINE_PARTITIONS: '4', CX_INPUT_PARTITIONS: '3' }, 'set CX_TIMELINE_PARTITIONS=3'],
  ])('%s is refused, and nothing written', async (_, env, message) => {
    await expect(run(deployment, env)).rejects.toThrow(message)
    expect(await valuesOf(deployment, 'settings', 0)).toHaveLength(2)
  })

  test('tells migrations how many sinks run', async () => {
    const running: number[] = []
    const count = () => run(deployment, { CX_TICK_INTERVAL: 'PT5S' }, false, async (runningSinks) => { running.push(await runningSinks()) })
    await count()
    const sink = kafka.kafka().consumer({ groupId: `${deployment}-sink`, maxWaitTimeInMs: 100 })
    await sink.connect()
    await sink.subscribe({ topics: [topicOf(deployment, 'alerts')] })
    const joined = new Promise<void>((resolve) => sink.on(sink.events.GROUP_JOIN, () => resolve()))
    await sink.run({ eachBatch: async () => {}, autoCommit: false })
    await joined
    await count()
    await sink.disconnect()
    expect(running).toEqual([0, 1])
  })

  test('an input topic that grew enters the settings', async () => {
    const admin = kafka.kafka().admin()
    await admin.connect()
    await admin.createPartitions({ topicPartitions: [{ topic: topicOf(deployment, 'crm'), count: 3 }] })
    await admin.disconnect()
    await run(deployment)
    const last = parseSettingsRecord((await valuesOf(deployment, 'settings', 0)).at(-1)!)
    expect(last.kind === 'settings' && last.settings.sources).toContainEqual({ topic: 'crm', partitions: 3 })
  })
})

test('a topic that somebody made with its own settings is refused with the command that puts it right', async () => {
  const deployment = unique('setup')
  const admin = kafka.kafka().admin()
  await admin.connect()
  await makeTopics(admin, [{ topic: topicOf(deployment, 'touchpoints'), numPartitions: 2, replicationFactor: 1 }])
  await admin.disconnect()
  await expect(run(deployment)).rejects.toThrow(`--entity-name ${deployment}.touchpoints --add-config message.timestamp.type=LogAppendTime`)
})

test('only settings, before there are topics, is refused', async () => {
  await expect(run(unique('setup'), {}, true)).rejects.toThrow('Topics are missing')
})

test('a broker that does not answer is waited for, then named with its variable', async () => {
  const away = openKafka({ brokers: ['127.0.0.1:1'], clientId: 'set-up-test', log })
  const config = setupConfig({ CX_DEPLOYMENT: unique('setup'), KAFKA_BROKERS: '127.0.0.1:1', CX_SETUP_WAIT: '500ms' })
  const parts = { kafka: away, registry: openRegistry({ url: registryUrl, log }), clickhouse: { ping: async () => {}, migrate: async () => {}, setGoals: async () => {} }, log }
  await expect(setUp(config, parts, { settingsOnly: true })).rejects.toMatchObject({ message: expect.stringContaining('Kafka at 127.0.0.1:1 has not answered'), exitCode: 75 })
  expect(log.lines).toContainEqual(expect.objectContaining({ event: 'dependency.waiting', message: 'waiting for Kafka' }))
})
