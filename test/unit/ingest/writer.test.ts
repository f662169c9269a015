import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Full, LogAway } from '../../../services/ingest/ports.ts'
import { createWriter } from '../../../services/ingest/writer.ts'
import type { OutRecord } from '../../../services/shared/kafka/log-record.ts'

/** A producer whose sends end when the test says so. */
function kafka() {
  const sends: { readonly producer: number; readonly records: readonly OutRecord[]; store(): void; fail(error: Error): void }[] = []
  let producers = 0
  const open = async () => {
    const producer = ++producers
    return {
      send: (records: readonly OutRecord[]) => new Promise<never[]>((resolve, reject) => {
        sends.push({ producer, records, store: () => resolve([]), fail: reject })
      }),
    }
  }
  return { sends, open }
}
const record = (key: string): OutRecord => ({ topic: 't', partition: 0, key, value: Buffer.alloc(0) })
/** How a request ended, or 'waits'. */
function outcome(request: Promise<void>): { readonly is: () => string } {
  let is = 'waits'
  request.then(() => { is = 'stored' }, (error: Error) => { is = error.name })
  return { is: () => is }
}
const limits = { maxWaitingBytes: 100, ackWithinMs: 10_000 }
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the writer', () => {
  it('sends what came while a send was under way together, in its order', async () => {
    const { sends, open } = kafka()
    const writer = createWriter({ open, ...limits })
    const requests = ['a', 'b', 'c'].map((key) => outcome(writer.write([record(key)], 1)))
    await settle()
    sends[0]!.store()
    await settle()
    expect(requests.map(({ is }) => is())).toEqual(['stored', 'waits', 'waits'])
    sends[1]!.store()
    await settle()
    expect([sends.map(({ records }) => records.map(({ key }) => key)), requests.map(({ is }) => is()), vi.getTimerCount()]).toEqual([[['a'], ['b', 'c']], ['stored', 'stored', 'stored'], 0])
  })

  it('lets no request wait longer than its deadline, however many wait before it: where Kafka does not acknowledge, all are told so together', async () => {
    const { sends, open } = kafka()
    const writer = createWriter({ open, ...limits })
    const first = outcome(writer.write([record('a')], 1))
    await vi.advanceTimersByTimeAsync(6000)
    const later = ['b', 'c'].map((key) => outcome(writer.write([record(key)], 1)))
    await vi.advanceTimersByTimeAsync(3999)
    expect([first.is(), ...later.map(({ is }) => is())]).toEqual(['waits', 'waits', 'waits'])
    await vi.advanceTimersByTimeAsync(1)
    expect([first.is(), ...later.map(({ is }) => is()), vi.getTimerCount()]).toEqual(['LogAway', 'LogAway', 'LogAway', 0])
    const next = outcome(writer.write([record('d')], 1))
    await settle()
    expect(sends.map(({ producer, records }) => [producer, records[0]!.key]), 'by a producer that owes nothing').toEqual([[1, 'a'], [2, 'd']])
    sends[0]!.store()
    await settle()
    expect(next.is(), 'the end of the old send is not its').toBe('waits')
    sends[1]!.store()
    await settle()
    expect(next.is()).toBe('stored')
  })

  it('refuses what is more than may be in hand, and takes it when something was stored', async () => {
    const { sends, open } = kafka()
    const writer = createWriter({ open, ...limits })
    void writer.write([record('a')], 60)
    await expect(writer.write([record('b')], 41)).rejects.toThrow(Full)
    await settle()
    sends[0]!.store()
    await settle()
    const taken = outcome(writer.write([record('b')], 100))
    await settle()
    sends[1]!.store()
    await settle()
    expect(taken.is()).toBe('stored')
  })

  it('counts the bytes of a send that was given up until it ends, those that were never sent no longer', async () => {
    const { sends, open } = kafka()
    const writer = createWriter({ open, ...limits })
    const [sent, unsent] = [outcome(writer.write([record('a')], 60)), outcome(writer.write([record('b')], 40))]
    await vi.advanceTimersByTimeAsync(10_000)
    expect([sent.is(), unsent.is()]).toEqual(['LogAway', 'LogAway'])
    await expect(writer.write([record('c')], 41)).rejects.toThrow(Full)
    sends[0]!.fail(new Error('timed out at last'))
    await settle()
    const taken = outcome(writer.write([record('c')], 100))
    await settle()
    expect(taken.is()).toBe('waits')
  })

  it('throws away a producer that failed, and goes on with what waits', async () => {
    const { sends, open } = kafka()
    const writer = createWriter({ open, ...limits })
    const failed = writer.write([record('a')], 1)
    const next = outcome(writer.write([record('b')], 1))
    await settle()
    sends[0]!.fail(new Error('the broker refuses it'))
    await expect(failed).rejects.toThrow(LogAway)
    await settle()
    sends[1]!.store()
    await settle()
    expect([next.is(), sends.map(({ producer }) => producer)]).toEqual(['stored', [1, 2]])
  })
})
