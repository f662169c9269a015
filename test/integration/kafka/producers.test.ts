import { describe, expect, test } from 'vitest'
import { Fenced, UnknownOutcome } from '../../../services/shared/kafka/errors.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { openTransactional } from '../../../services/shared/kafka/transactional.ts'
import { eventually } from '../../helpers/eventually.ts'
import { kafkaFor, outRecords, valuesOf } from '../../helpers/kafka.ts'
import { unique } from '../../helpers/names.ts'

const kafka = kafkaFor()
const open = (transactionalId: string) => openTransactional({ cluster: kafka.cluster, transactionalId })
const values = async (topic: string, partition = 0) => valuesOf(await kafka.all(topic, partition))

/** What a partition holds in the end: the broker answers a commit before it has written the markers that show its records. */
const holds = (topic: string, expected: readonly string[], partition = 0) =>
  eventually(async () => {
    expect(await values(topic, partition)).toEqual(expected)
    return true
  })

describe('the idempotent producer', () => {
  test('stores records in order, tells where and when, and cuts what is too large for one request', async () => {
    const topic = await kafka.topic(2, { 'message.timestamp.type': 'LogAppendTime' })
    const producer = await openProducer(kafka.cluster)
    const filler = 'x'.repeat(10_000)
    const before = Date.now()
    const answers = await producer.send([...outRecords(topic, 250, filler, 0), ...outRecords(topic, 3, 'y', 1)])
    expect(answers.filter(({ partition }) => partition === 0).length, '2.5 MB go in three requests').toBe(3)
    for (const { logAppendTime } of answers) expect(Math.abs(logAppendTime - before)).toBeLessThan(10_000)
    expect(await values(topic, 0)).toEqual(outRecords(topic, 250, filler).map(({ value }) => value!.toString()))
    expect(await values(topic, 1)).toEqual(['y0', 'y1', 'y2'])
  })

  test('a record that its topic does not take is an error at once, and the producer is of no use after it', async () => {
    const topic = await kafka.topic(1, { 'max.message.bytes': '1000' })
    const producer = await openProducer(kafka.cluster)
    await expect(producer.send(outRecords(topic, 1, 'x'.repeat(2000)))).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' })
    await expect(producer.send(outRecords(topic, 1))).rejects.toThrow(UnknownOutcome)
  })

  test('several producers share connections without disturbing each other\'s order', async () => {
    const topic = await kafka.topic()
    await Promise.all(['a', 'b', 'c'].map(async (name) => {
      const producer = await openProducer(kafka.cluster)
      for (let i = 0; i < 20; i++) await producer.send(outRecords(topic, 5, `${name}${String(i).padStart(2, '0')}`))
    }))
    const all = await values(topic)
    expect(all.length).toBe(300)
    for (const name of ['a', 'b', 'c']) {
      const own = all.filter((value) => value.startsWith(name))
      expect(own).toEqual([...own].sort())
    }
  })
})

describe('the transactional producer', () => {
  test('commits all records of a write, to several topics, or none', async () => {
    const [a, b] = [await kafka.topic(2), await kafka.topic(1, { 'max.message.bytes': '1000' })]
    const id = unique('tx')
    const first = await open(id)
    await first.write([...outRecords(a, 2, 'p0-', 0), ...outRecords(a, 2, 'p1-', 1), ...outRecords(b, 1, 'b')])
    await expect(first.write([...outRecords(a, 2, 'lost'), ...outRecords(b, 1, 'x'.repeat(2000))])).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' })
    await expect(first.write(outRecords(a, 1, 'after'))).rejects.toThrow(UnknownOutcome)
    const second = await open(id)
    await second.write(outRecords(a, 1, 'next'))
    await holds(a, ['p0-0', 'p0-1', 'next0'])
    await holds(a, ['p1-0', 'p1-1'], 1)
    await holds(b, ['b0'])
  })

  test('a second producer of the same id fences the first, at once and for good', async () => {
    const topic = await kafka.topic()
    const id = unique('tx')
    const old = await open(id)
    await old.write(outRecords(topic, 1, 'old'))
    const young = await open(id)
    await expect(old.write(outRecords(topic, 1, 'late'))).rejects.toThrow(Fenced)
    await young.write(outRecords(topic, 1, 'young'))
    await holds(topic, ['old0', 'young0'])
  })

  test('opening aborts what a crashed producer of the id left open', async () => {
    const topic = await kafka.topic()
    const id = unique('tx')
    const crashed = kafka.client.kafka().producer({ transactionalId: id, idempotent: true, maxInFlightRequests: 1, transactionTimeout: 60_000 })
    await crashed.connect()
    const transaction = await crashed.transaction()
    await transaction.send({ topic, messages: [{ key: 'k', value: 'left open' }] })
    await crashed.disconnect()
    const since = performance.now()
    const successor = await open(id)
    await successor.write(outRecords(topic, 1, 'after'))
    expect(performance.now() - since, 'ms until the successor has written').toBeLessThan(2000)
    await holds(topic, ['after0'])
  })

  test('a transaction without records is refused: it would "succeed" for a fenced producer, too', async () => {
    const producer = await open(unique('tx'))
    await expect(producer.write([])).rejects.toThrow('without records')
    await producer.close()
  })

  test('transactions that follow each other do not wait for one another\'s end for long', async () => {
    const topic = await kafka.topic()
    const producer = await open(unique('tx'))
    const times: number[] = []
    for (let i = 0; i < 60; i++) {
      const since = performance.now()
      await producer.write(outRecords(topic, 10))
      times.push(performance.now() - since)
    }
    times.sort((a, b) => a - b)
    expect(times[30]!, 'median ms; the client\'s default wait alone is 300').toBeLessThan(150)
  })
})
