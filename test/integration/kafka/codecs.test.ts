import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { makeTopics } from '../../helpers/topics.ts'

const log = keptLog()
const client = openKafka({ brokers: inject('parts').brokers, clientId: 'codecs-test', log })
const reader = openReader(client, log)
const cluster = client.cluster()
const admin = client.kafka().admin()
beforeAll(() => admin.connect())
afterAll(() => Promise.all([admin.disconnect(), reader.close(), cluster.disconnect()]))

/** Text that packs well, text that does not, long repetitions, and the empty value. */
const values = Array.from({ length: 400 }, (_, i) => [
  Buffer.from(`{"event":"support.call","account":"acc-${i % 13}","text":"The same complaint again and again"}`),
  Buffer.from(Array.from({ length: 200 }, (_, j) => (i * 7919 + j * 104_729) % 251)),
  Buffer.alloc(5000, i % 3),
  Buffer.alloc(0),
][i % 4]!)

// The broker packs with the library that Java's producers use when the topic says so.
test.each(['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'])('records that were packed with %s are read as they were sent', async (codec) => {
  const topic = unique('codec')
  await makeTopics(admin, [{ topic, numPartitions: 1, configEntries: [{ name: 'compression.type', value: codec }] }])
  const producer = await openProducer(cluster)
  const headers = { packed: Buffer.from(codec) }
  await producer.send(values.map((value, i) => ({ topic, partition: 0, key: `k${i}`, value, headers })))
  await producer.send([{ topic, partition: 0, key: null, value: null }])
  const read: { key: string | null; value: Buffer | null; offset: number }[] = []
  await reader.readPartition({
    topic, partition: 0, from: 'earliest', until: 'end',
    onRecords: (records) => void read.push(...records.map(({ key, value, offset }) => ({ key: key?.toString() ?? null, value, offset }))),
  })
  expect(read).toEqual([...values.map((value, i) => ({ key: `k${i}`, value, offset: i })), { key: null, value: null, offset: values.length }])
  expect((await reader.readOne(topic, 0, 7))?.headers).toEqual(headers)
})
