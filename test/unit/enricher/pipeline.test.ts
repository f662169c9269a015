import { beforeEach, describe, expect, test } from 'vitest'
import type { FailedEvent } from '../../../schemas/types.ts'
import { currentSchema } from '../../../schemas/contracts.ts'
import { createPipeline } from '../../../services/enricher/pipeline.ts'
import { EventDecoder } from '../../../services/shared/avro/decoder.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { decodeTimeline } from '../../../services/shared/avro/timeline.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { isCut } from '../../../services/shared/failed/cut.ts'
import type { LogRecord } from '../../../services/shared/kafka/log-record.ts'
import { partitionFor } from '../../../services/shared/kafka/partitioner.ts'
import { touchPoint } from '../../helpers/events.ts'
import { registryOf } from '../../helpers/fake-registry.ts'

const type = contractType('touch-point')
const rules = { epoch: 2, maxFutureSkewMs: 300_000 }
const noon = Date.UTC(2026, 9, 1, 12)
const record = (value: Buffer | null, over: Partial<LogRecord> = {}): LogRecord =>
  ({ offset: 7, timestamp: noon + 20, key: Buffer.from('any key'), value, headers: { h: Buffer.from([1, 255]) }, ...over })

const analyser = { analyse: (text: string) => ({ sentiment: text.length / 100, emotions: ['joy'], effort: null }) }

describe('the pipeline', () => {
  let run: ReturnType<typeof createPipeline>
  beforeEach(() => {
    const registry = registryOf(new Map([[1, currentSchema('touch-point')]]))
    run = createPipeline({
      source: 'touchpoints', topic: 'cx.touchpoints', partition: 3, decoder: new EventDecoder({ contract: 'touch-point', registry }) as never, analyser,
      targets: { account: { topic: 'cx.timeline', partitions: 8 }, contact: { topic: 'cx.by-contact', partitions: 4 } }, failedEvents: { topic: 'cx.failed-events', partitions: 8, schemaId: 9 },
    })
  })

  test('writes an event to its account\'s partition of the timeline, with where it came from and what its text says', async () => {
    const event = touchPoint({ accountId: 'acme', text: 'Great!', language: 'en' })
    const { records, failures } = await run([record(frame(1, type, event))], rules)
    expect(failures).toEqual([])
    expect(records[0]).toMatchObject({ topic: 'cx.timeline', partition: partitionFor('acme', 8), key: 'acme' })
    const { event: body, ...line } = decodeTimeline(records[0]!.value!)
    expect(line).toEqual({
      kind: 'TOUCH_POINT', topic: 'touchpoints', partition: 3, epoch: 2, offset: 7, number: 0, timestamp: noon + 20, schema: 1, sentiment: 0.06, emotions: ['joy'], effort: null,
    })
    expect(type.fromBuffer(body as Buffer)).toEqual(event)
  })

  test('an event without text has no findings, not neutral ones', async () => {
    const { records } = await run([record(frame(1, type, touchPoint({ text: null })))], rules)
    expect(decodeTimeline(records[0]!.value!)).toMatchObject({ sentiment: null, emotions: [], effort: null })
  })

  test('of a record that is larger than a failed event may be the beginning is kept, and how large it was', async () => {
    const [value, key] = [Buffer.alloc(3_000_000, 7), Buffer.alloc(100_000, 8)]
    const { records } = await run([record(value, { key, headers: { h: Buffer.alloc(300_000) } })], rules)
    expect(records[0]!.value!.length).toBeLessThan(2 * 1024 * 1024 - 100_000)
    const failed = contractType('failed-event').fromBuffer(records[0]!.value!.subarray(5)) as FailedEvent
    expect([failed.headers, key.subarray(0, 65_536).equals(failed.key!), value.subarray(0, 1_048_576).equals(failed.value!)]).toEqual([{}, true, true])
    expect(failed.reason).toMatch(/; its headers, of 300001 bytes, are not here; of its key's 100000 bytes the first 65536 are here; of its value's 3000000 bytes the first 1048576 are here$/)
    expect(isCut(failed)).toBe(true)
  })

  test('a record that cannot be used becomes a failed event with its original bytes', async () => {
    const value = frame(1, type, touchPoint({ directness: 'UNKNOWN' }))
    const { records, failures } = await run([record(value)], rules)
    expect(failures).toEqual([{ step: 'validate', code: 'enum.unknown', reason: 'directness is UNKNOWN' }])
    expect(records[0]).toMatchObject({ topic: 'cx.failed-events', partition: partitionFor('any key', 8) })
    const failed = contractType('failed-event').fromBuffer(records[0]!.value!.subarray(5)) as FailedEvent
    expect(failed).toEqual({
      failureId: 'cx.touchpoints:3:7', at: noon + 20, step: 'validate', code: 'enum.unknown', reason: 'directness is UNKNOWN', topic: 'cx.touchpoints', partition: 3, offset: 7,
      timestamp: noon + 20, key: Buffer.from('any key'), value, headers: { h: Buffer.from([1, 255]) }, attempts: 1,
    })
  })

  test('a replay says which try it is', async () => {
    const { records } = await run([record(null, { headers: { 'cx-attempt': Buffer.from('4') } })], rules)
    expect(contractType('failed-event').fromBuffer(records[0]!.value!.subarray(5))).toMatchObject({ code: 'record.tombstone', attempts: 4 })
  })

  test('an event that names only a contact goes to by-contact, by that contact', async () => {
    const { records, failures } = await run([record(frame(1, type, touchPoint({ accountId: null, contactId: 'c' })))], rules)
    expect(failures).toEqual([])
    expect(records[0]).toMatchObject({ topic: 'cx.by-contact', partition: partitionFor('c', 4), key: 'c' })
  })

  test('good and bad records keep their order, and a repeat gives the same bytes', async () => {
    const batch = Array.from({ length: 50 }, (_, i) => record(i % 5 === 0 ? Buffer.from([i]) : frame(1, type, touchPoint({ eventId: `e${i}`, accountId: `a${i % 7}` })), { offset: i }))
    const first = await run(batch, rules)
    const again = await run(batch, rules)
    expect(again).toEqual(first)
    expect(first.records.length).toBe(50)
    expect(first.failures.length).toBe(10)
  })
})
