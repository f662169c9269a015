import { createClient } from '@clickhouse/client'
import type { Kafka } from 'kafkajs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { openKafka, type KafkaClient } from '../../../services/shared/kafka/client.ts'
import { createLog } from '../../../services/shared/log.ts'
import { topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { createTopics, writeSettings } from '../../helpers/deployment.ts'
import { unique } from '../../helpers/names.ts'

const log = createLog('test', { level: 'silent' })
const deployment = unique('adopt')
const firstAt = Date.UTC(2026, 9, 1)
let client: KafkaClient
let kafka: Kafka

beforeAll(async () => {
  const { brokers, clickhouseUrl: url } = inject('parts')
  client = openKafka({ brokers, clientId: 'test', log })
  kafka = client.kafka()
  await createTopics(kafka, deployment, ['settings', 'alerts'])
  await writeSettings(kafka, deployment, 'wall')
  await migrate({ url, username: 'default', password: '', database: deployment, log })
  await store(1, [3, 4])
})

/** Rows as the sink stores them of records that were written a second apart. */
async function store(partition: number, offsets: readonly number[], at = firstAt): Promise<void> {
  const db = createClient({ url: inject('parts').clickhouseUrl, database: deployment })
  await db.insert({ table: 'alert_events', values: offsets.map((offset) => ({ record_partition: partition, record_offset: offset, recorded_at: at + offset * 1000 })), format: 'JSONEachRow' })
  await db.close()
}
async function produce(partition: number): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic: topicOf(deployment, 'alerts'), messages: Array.from({ length: 6 }, (_, i) => ({ partition, value: 'x', timestamp: String(firstAt + i * 1000) })) })
  await producer.disconnect()
}
/** As a sink does that has died since. */
async function commit(partition: number, offset: number, metadata: string): Promise<void> {
  const cluster = client.cluster()
  await cluster.connect()
  const groupId = `${deployment}-sink`
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics: [{ topic: topicOf(deployment, 'alerts'), partitions: [{ partition, offset: String(offset), metadata }] }] })
  await cluster.disconnect()
}

const adopt = (partition: number) => runCli(['sink', 'adopt', '--topic', 'alerts', '--partition', String(partition), '--yes'], {
  CX_DEPLOYMENT: deployment, KAFKA_BROKERS: inject('parts').brokers.join(), CLICKHOUSE_URL: inject('parts').clickhouseUrl,
})
const committed = async () => {
  const admin = kafka.admin()
  await admin.connect()
  const [found] = await admin.fetchOffsets({ groupId: `${deployment}-sink`, topics: [topicOf(deployment, 'alerts')] })
  await admin.disconnect()
  return Object.fromEntries(found!.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
}

describe('cx sink adopt', () => {
  it('is refused while the topic is shorter than what ClickHouse holds: it was recreated', async () => {
    const { code, stderr } = await adopt(1)
    expect([code, stderr.includes('was recreated')]).toEqual([78, true])
  })

  it('sets the position behind the last stored row, of that partition alone', async () => {
    await produce(1)
    const { code, stderr } = await adopt(1)
    expect([code, stderr]).toEqual([0, expect.stringContaining('becomes 5')])
    expect(await committed()).toEqual({ 0: -1, 1: 5 })
  })

  it('has nothing to adopt where nothing is stored', async () => {
    expect((await adopt(0)).code).toBe(78)
  })

  it('is refused where the topic was recreated and has grown past the rows since: the record there has another time', async () => {
    await store(0, [2], firstAt - 86_400_000)
    await produce(0)
    const { code, stderr } = await adopt(0)
    expect([code, stderr]).toEqual([78, expect.stringMatching(/Record 2 .* was recreated/)])
    expect(await committed()).toEqual({ 0: -1, 1: 5 })
  })

  it('forgets no batch that the sink has left open: that position is not lost', async () => {
    await commit(1, 3, '{"intent":[3,4],"bad":[]}')
    const { code, stderr } = await adopt(1)
    expect([code, stderr]).toEqual([78, expect.stringContaining('cx rebuild clickhouse')])
    expect(await committed()).toEqual({ 0: -1, 1: 3 })
    await commit(1, 5, '')
  })

  it('is refused while the sink runs', async () => {
    const consumer = kafka.consumer({ groupId: `${deployment}-sink`, maxWaitTimeInMs: 100 })
    await consumer.connect()
    await consumer.subscribe({ topics: [topicOf(deployment, 'alerts')] })
    const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
    await consumer.run({ eachBatch: async () => {} , autoCommit: false })
    await joined
    const { code, stderr } = await adopt(1)
    await consumer.disconnect()
    expect([code, stderr.includes('is running')]).toEqual([78, true])
  })
})
