import type { Kafka } from 'kafkajs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { createLog } from '../../../services/shared/log.ts'
import { parseSettingsRecord } from '../../../services/shared/settings.ts'
import { inputTopics, topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { createTopics, writeSettings } from '../../helpers/deployment.ts'
import { unique } from '../../helpers/names.ts'
import type { SettingsRecord } from '../../../services/shared/settings.ts'

const log = createLog('test', { level: 'silent' })
const deployment = unique('decide')
let kafka: Kafka

beforeAll(async () => {
  kafka = openKafka({ brokers: inject('parts').brokers, clientId: 'test', log }).kafka()
  await createTopics(kafka, deployment, [...inputTopics, 'settings'])
  await writeSettings(kafka, deployment, 'wall')
})

const cx = (...args: string[]) => runCli(args, { CX_DEPLOYMENT: deployment, KAFKA_BROKERS: inject('parts').brokers.join() })

async function decisions(): Promise<SettingsRecord[]> {
  const reader = openReader(openKafka({ brokers: inject('parts').brokers, clientId: 'test', log }), log)
  const found: SettingsRecord[] = []
  await reader.readPartition({
    topic: topicOf(deployment, 'settings'), partition: 0, from: 'earliest', until: 'end',
    onRecords: (records) => { for (const { value } of records) found.push(parseSettingsRecord(value!)) },
  })
  await reader.close()
  return found.filter(({ kind }) => kind !== 'settings')
}

describe('cx epoch raise', () => {
  it('changes nothing where nobody can be asked, and says how to go on', async () => {
    const { code, stderr } = await cx('epoch', 'raise', '--topic', 'surveys')
    expect([code, stderr.includes('--yes')]).toEqual([78, true])
    expect(await decisions()).toEqual([])
  })

  it('appends the next epoch of that topic', async () => {
    for (const topic of ['surveys', 'surveys', 'crm']) expect((await cx('epoch', 'raise', '--topic', topic, '--yes')).code).toBe(0)
    expect((await decisions()).filter(({ kind }) => kind === 'epoch')).toEqual([
      { kind: 'epoch', topic: 'surveys', epoch: 1 }, { kind: 'epoch', topic: 'surveys', epoch: 2 }, { kind: 'epoch', topic: 'crm', epoch: 1 },
    ])
  })
})

describe('cx resume', () => {
  it('appends a dated pass up to where the topic ends now', async () => {
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: topicOf(deployment, 'crm'), messages: [1, 2, 3].map((n) => ({ partition: 1, value: `{"not avro": ${n}}` })) })
    await producer.disconnect()
    const before = Date.now()
    expect((await cx('resume', '--topic', 'crm', '--yes')).code).toBe(0)
    const [pass] = (await decisions()).filter(({ kind }) => kind === 'pass')
    expect(pass).toMatchObject({ topic: 'crm', untilOffsets: { 0: 0, 1: 3 } })
    expect((pass as { at: number }).at).toBeGreaterThanOrEqual(before)
  })

  it('covers all input topics unless one is named', async () => {
    await cx('resume', '--yes')
    expect((await decisions()).slice(-4).map((record) => (record.kind === 'pass' ? record.topic : record.kind))).toEqual([...inputTopics])
  })
})
