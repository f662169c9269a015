import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../services/shared/kafka/log-record.ts'
import { encodeMetadata, parseMetadata } from '../../../services/shared/commit-metadata.ts'
import { findStart } from '../../../services/enricher/take-over.ts'
import type { StartRequest } from '../../../services/enricher/take-over.ts'

const of = { topic: 'cx.touchpoints', partition: 2 }
const stored = 1_790_000_000_000
const record = (offset: number, timestamp = stored): LogRecord => ({ offset, timestamp, key: null, value: null, headers: {} })

/** A log of offsets 10 to 19, settings number 7, epoch 1; `over` is what a test is about. */
const request = (committed: StartRequest['committed'], over: { low?: number; high?: number; epoch?: number; last?: LogRecord | null; begun?: boolean } = {}): StartRequest => ({
  of, source: 'touchpoints', committed,
  settings: {
    latest: () => ({ number: 7 }) as never, byNumber: () => ({}) as never, epochOf: () => over.epoch ?? 1, hasBegun: () => over.begun ?? false,
    begin: async () => {}, passedUntil: () => 0, refresh: async () => {},
  },
  log: { range: async () => ({ low: over.low ?? 10, high: over.high ?? 20 }), readOne: async (offset) => (over.last === undefined ? record(offset) : over.last) },
})
const commit = (offset: number, metadata = { t: stored as number | null, s: 5, e: 1 }) => ({ offset, metadata: encodeMetadata(metadata) })

describe('where to go on', () => {
  test('without a commit: at the beginning, with the newest settings', async () => {
    expect(await findStart(request(null))).toMatchObject({ offset: 10, metadata: { t: null, s: 7, e: 1 }, isNew: true })
  })

  test('with a commit: there, with the settings that were in force', async () => {
    expect(await findStart(request(commit(15)))).toEqual({ offset: 15, metadata: { t: stored, s: 5, e: 1 }, isNew: false, readBefore: 20 })
    expect((await findStart(request(commit(20)))).offset, 'at the very end').toBe(20)
  })

  test('in a newer epoch: at the beginning again', async () => {
    expect(await findStart(request(commit(15), { epoch: 2 }))).toMatchObject({ offset: 10, metadata: { t: null, s: 7, e: 2 }, isNew: true })
  })

  test('where retention took the last record that was read, but none that was not: at the commit', async () => {
    expect((await findStart(request(commit(10), { last: null }))).offset).toBe(10)
  })

  test.each([
    ['the next record is gone', request(commit(9)), 'offset 9, but holds offsets 10 to 20'],
    ['the log is shorter than it was', request(commit(21)), 'offset 21, but holds offsets 10 to 20'],
    ['the last record read is another one', request(commit(15), { last: record(14, stored + 1) }), 'Record 14 of partition 2 of cx.touchpoints was stored at'],
    ['the last record read is missing', request(commit(15), { last: null }), 'is missing'],
    ['the commit of what was read before is gone', request(null, { begun: true }), 'its commit is gone'],
    ['the commit is not an enricher\'s', request({ offset: 15, metadata: '' }), 'was not made by an enricher'],
  ])('refuses where %s, and names the way out', async (_, asked, reason) => {
    const refusal = await findStart(asked).then(() => null, (error: unknown) => error)
    expect(refusal).toMatchObject({ name: 'Refusal', exitCode: 78, message: expect.stringContaining(reason), remedy: expect.stringContaining('cx epoch raise --topic touchpoints') })
  })
})

test('commit metadata is read as written, and nothing else is', () => {
  const metadata = { t: null, s: 3, e: 0 }
  expect(parseMetadata(encodeMetadata(metadata))).toEqual(metadata)
  for (const text of ['', 'x', '{}', 'null', '{"t":1,"s":"2","e":0}']) expect(parseMetadata(text), text).toBeNull()
})
