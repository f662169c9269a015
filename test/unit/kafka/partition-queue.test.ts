import { expect, test } from 'vitest'
import type { LogRecord } from '../../../services/shared/kafka/log-record.ts'
import { PartitionQueue } from '../../../services/shared/kafka/partition-queue.ts'

const record = (offset: number): LogRecord => ({ offset, timestamp: 0, key: null, value: Buffer.alloc(36), headers: {} })
const chunk = (offsets: number[], nextOffset: number) => ({ records: offsets.map(record), nextOffset, bytes: offsets.length * 100 })
const all = { maxRecords: 100, maxBytes: 1e6, lingerMs: 0 }
const offsets = (slice: { records: readonly LogRecord[] } | null) => slice!.records.map(({ offset }) => offset)

test('slices join and cut what was fetched, in order and without a gap', async () => {
  const queue = new PartitionQueue(0, () => {})
  queue.push(chunk([0, 1, 2], 3), 7)
  queue.push(chunk([3, 4, 6], 7), 7)
  const first = await queue.next({ ...all, maxRecords: 2 })
  expect([offsets(first), first!.nextOffset, first!.atEnd]).toEqual([[0, 1], 2, false])
  const second = await queue.next(all)
  expect([offsets(second), second!.nextOffset, second!.atEnd]).toEqual([[2, 3, 4, 6], 7, true])
})

test('a slice ends once it holds as many bytes as it may, but holds at least one record', async () => {
  const queue = new PartitionQueue(0, () => {})
  queue.push(chunk([0, 1, 2], 3), 3)
  expect(offsets(await queue.next({ ...all, maxBytes: 150 }))).toEqual([0, 1])
  expect(offsets(await queue.next({ ...all, maxBytes: 1 }))).toEqual([2])
})

test('control records move the position, and the end is told again at each look at it', async () => {
  const queue = new PartitionQueue(5, () => {})
  queue.push(chunk([], 6), 6)
  expect(await queue.next(all)).toMatchObject({ records: [], nextOffset: 6, atEnd: true, end: 6 })
  queue.push(chunk([], 6), 6)
  expect(await queue.next(all)).toMatchObject({ records: [], nextOffset: 6, atEnd: true })
})

test('what was fetched but not taken counts as read ahead, until it is taken', async () => {
  let taken = 0
  const queue = new PartitionQueue(0, () => { taken++ })
  queue.push(chunk([0, 1], 2), 9)
  expect([queue.queuedBytes, queue.position, queue.fetchPosition]).toEqual([200, 0, 2])
  await queue.next(all)
  expect([queue.queuedBytes, queue.position, taken]).toEqual([0, 2, 1])
})

test('a slice waits for more as long as it lingers, and no longer than until it is full', async () => {
  const queue = new PartitionQueue(0, () => {})
  queue.push(chunk([0], 1), 9)
  const next = queue.next({ maxRecords: 3, maxBytes: 1e6, lingerMs: 60_000 })
  queue.push(chunk([1], 2), 9)
  queue.push(chunk([2], 3), 9)
  expect(offsets(await next)).toEqual([0, 1, 2])
})

test('a failure reaches the reader, a close ends it', async () => {
  const failing = new PartitionQueue(0, () => {})
  const waiting = failing.next(all)
  failing.fail(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  const closing = new PartitionQueue(0, () => {})
  const ending = closing.next(all)
  closing.close()
  expect(await ending).toBeNull()
})
