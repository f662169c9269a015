import { afterAll, describe, expect, test } from 'vitest'
import { PartitionFetcher } from '../../../services/shared/kafka/fetcher.ts'
import type { Slice } from '../../../services/shared/kafka/partition-queue.ts'
import type { PartitionReader } from '../../../services/shared/kafka/fetcher.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { openTransactional } from '../../../services/shared/kafka/transactional.ts'
import { Refusal } from '../../../services/shared/refusal.ts'
import { kafkaFor, outRecords, valuesOf } from '../../helpers/kafka.ts'
import { unique } from '../../helpers/names.ts'

const kafka = kafkaFor()
const cluster = kafka.client.cluster()
const limit = { maxRecords: 1000, maxBytes: 1e7, lingerMs: 0 }
const newFetcher = (options = {}) => new PartitionFetcher({ cluster, log: kafka.log, ...options })
afterAll(() => cluster.disconnect())

/** Slices up to the log's end. */
async function toTheEnd(reader: PartitionReader): Promise<{ values: string[]; position: number; slices: Slice[] }> {
  const slices: Slice[] = []
  for (;;) {
    const slice = await reader.next(limit)
    slices.push(slice!)
    if (slice!.atEnd) return { values: slices.flatMap(({ records }) => valuesOf(records)), position: slice!.nextOffset, slices }
  }
}

describe('the fetcher', () => {
  test('reaches the end of a log whose tail is control records, and of one that never had a record', async () => {
    const topic = await kafka.topic(2)
    const transactions = await openTransactional({ cluster: kafka.cluster, transactionalId: unique('tx') })
    await transactions.write(outRecords(topic, 3))
    await transactions.write(outRecords(topic, 2, 'x'))
    const fetcher = newFetcher()
    const full = await toTheEnd(fetcher.open(topic, 0, 0))
    expect([full.values, full.position], 'five records and two markers').toEqual([['0', '1', '2', 'x0', 'x1'], 7])
    const empty = await toTheEnd(fetcher.open(topic, 1, 0))
    expect([empty.values, empty.position]).toEqual([[], 0])
    fetcher.close()
  })

  test('starts behind what was read, inside of a batch too', async () => {
    const topic = await kafka.topic()
    await (await openProducer(kafka.cluster)).send(outRecords(topic, 10))
    const fetcher = newFetcher()
    expect((await toTheEnd(fetcher.open(topic, 0, 7))).values).toEqual(['7', '8', '9'])
    fetcher.close()
  })

  test('shows nothing of aborted transactions, also where two of them overlap, and takes no record for a marker', async () => {
    const topic = await kafka.topic()
    const producers = [1, 2, 3].map((n) => kafka.client.kafka().producer({ transactionalId: unique(`t${n}`), maxInFlightRequests: 1, idempotent: true }))
    await Promise.all(producers.map((each) => each.connect()))
    const [one, two, three] = await Promise.all(producers.map((each) => each.transaction()))
    const send = (transaction: typeof one, value: string, key: Buffer | string = 'k') => transaction!.send({ topic, messages: [{ key, value }] })
    await send(one, 'aborted 1')
    await send(two, 'aborted 2')
    await send(one, 'aborted 3', Buffer.alloc(4))
    await send(three, 'kept 1', Buffer.alloc(4))
    await two!.abort()
    await send(one, 'aborted 4')
    await three!.commit()
    await one!.abort()
    await (await openProducer(kafka.cluster)).send(outRecords(topic, 1, 'kept after '))
    const fetcher = newFetcher()
    expect((await toTheEnd(fetcher.open(topic, 0, 0))).values).toEqual(['kept 1', 'kept after 0'])
    fetcher.close()
    const everything = newFetcher({ isolation: 'read_uncommitted' })
    expect((await toTheEnd(everything.open(topic, 0, 0))).values.length, 'the reader that wants all sees all').toBe(6)
    everything.close()
    await Promise.all(producers.map((each) => each.disconnect()))
  })

  test('refuses a position that the log does not have, and says what it has', async () => {
    const topic = await kafka.topic()
    await (await openProducer(kafka.cluster)).send(outRecords(topic, 4))
    const fetcher = newFetcher()
    const beyond = await fetcher.open(topic, 0, 5).next(limit).catch((error: unknown) => error)
    expect(beyond).toBeInstanceOf(Refusal)
    expect((beyond as Refusal).message).toBe(`Partition 0 of ${topic} is to be read from offset 5, but holds offsets 0 to 4: it was recreated or cut`)
    expect((beyond as Refusal).remedy).toContain('CX_DEPLOYMENT')
    const admin = kafka.client.kafka().admin()
    await admin.connect()
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] })
    await admin.disconnect()
    const other = newFetcher()
    await expect(other.open(topic, 0, 1).next(limit)).rejects.toThrow('holds offsets 2 to 4')
    fetcher.close()
    other.close()
  })

  test('reads ahead within bounds, and a partition that nobody takes from holds up no other', async () => {
    const topic = await kafka.topic(2)
    const producer = await openProducer(kafka.cluster)
    const bulky = (partition: number) => outRecords(topic, 20, 'x'.repeat(2000), partition)
    for (let i = 0; i < 20; i++) await producer.send([...bulky(0), ...bulky(1)])
    const fetcher = newFetcher({ queueBytes: 100_000, maxBytesPerPartition: 50_000 })
    const idle = fetcher.open(topic, 0, 0)
    expect((await toTheEnd(fetcher.open(topic, 1, 0))).values.length).toBe(400)
    const first = await idle.next({ ...limit, maxRecords: 10_000 })
    expect(first!.records.length, 'read ahead, but not all').toBeGreaterThan(20)
    expect(first!.records.length).toBeLessThan(400)
    expect((await toTheEnd(idle)).values.length + first!.records.length).toBe(400)
    fetcher.close()
  })
})

describe('single reads', () => {
  test('end at a record, at an offset, or at what is decided', async () => {
    const topic = await kafka.topic()
    const transactions = await openTransactional({ cluster: kafka.cluster, transactionalId: unique('tx') })
    await transactions.write(outRecords(topic, 5))
    const read = async (until: Parameters<typeof kafka.reader.readPartition>[0]['until'], from: number | 'earliest' = 'earliest') => {
      const values: string[] = []
      const next = await kafka.reader.readPartition({ topic, partition: 0, from, until, onRecords: (records) => void values.push(...valuesOf(records)) })
      return [values.join(), next]
    }
    expect(await read((record) => record.value!.toString() === '2')).toEqual(['0,1,2', 3])
    expect(await read(4, 1)).toEqual(['1,2,3', 4])
    expect(await read('end')).toEqual(['0,1,2,3,4', 6])
    expect(await read('end', 6)).toEqual(['', 6])
    await expect(read('end', 7)).rejects.toThrow(Refusal)
  })

  test('of one offset give the record, or nothing where there is none', async () => {
    const topic = await kafka.topic()
    const transactions = await openTransactional({ cluster: kafka.cluster, transactionalId: unique('tx') })
    await transactions.write(outRecords(topic, 2))
    expect((await kafka.reader.readOne(topic, 0, 1))?.value?.toString()).toBe('1')
    expect(await kafka.reader.readOne(topic, 0, 2), 'the transaction\'s marker').toBeNull()
    expect(await kafka.reader.readOne(topic, 0, 3), 'beyond the end').toBeNull()
    expect(await kafka.reader.offsets({ topic })).toEqual([{ partition: 0, low: 0, high: 3 }])
  })
})
