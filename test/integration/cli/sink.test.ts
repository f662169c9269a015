import { createClient } from '@clickhouse/client'
import type { Kafka } from 'kafkajs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { createLog } from '../../../services/shared/log.ts'
import { topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { createTopics, writeSettings } from '../../helpers/deployment.ts'
import { unique } from '../../helpers/names.ts'

const log = createLog('test', { level: 'silent' })
const deployment = unique('adopt')
let kafka: Kafka

beforeAll(async () => {
  const { brokers, clickhouseUrl: url } = inject('parts')
  kafka = openKafka({ brokers, clientId: 'test', log }).kafka()
  await createTopics(kafka, deployment, ['settings', 'alerts'])
  await writeSettings(kafka, deployment, 'wall')
  await migrate({ url, username: 'default', password: '', database: deployment, log })
  const client = createClient({ url, database: deployment })
  await client.insert({ table: 'alert_events', values: [3, 4].map((record_offset) => ({ record_partition: 1, record_offset })), format: 'JSONEachRow' })
  await client.close()
})

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
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: topicOf(deployment, 'alerts'), messages: Array.from({ length: 6 }, () => ({ partition: 1, value: 'x' })) })
    await producer.disconnect()
    const { code, stderr } = await adopt(1)
    expect([code, stderr]).toEqual([0, expect.stringContaining('becomes 5')])
    expect(await committed()).toEqual({ 0: -1, 1: 5 })
  })

  it('has nothing to adopt where nothing is stored', async () => {
    expect((await adopt(0)).code).toBe(78)
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
