import { Kafka, logLevel } from 'kafkajs'
import { expect, inject, test } from 'vitest'
import { unique } from '../../helpers/names.ts'
import { makeTopics } from '../../helpers/topics.ts'

test('the broker that tests are given takes a topic and a record', async () => {
  const { brokers } = inject('parts')
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 5 } })
  const topic = unique('parts')
  const admin = kafka.admin()
  const producer = kafka.producer()
  await Promise.all([admin.connect(), producer.connect()])
  await makeTopics(admin, [{ topic, numPartitions: 1 }])
  await producer.send({ topic, messages: [{ value: 'one' }] })
  expect(await admin.fetchTopicOffsets(topic)).toMatchObject([{ high: '1' }])
  await Promise.all([admin.disconnect(), producer.disconnect()])
})
