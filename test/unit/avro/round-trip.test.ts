import avsc from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contractNames, currentSchema, timelineSchema } from '../../../schemas/contracts.ts'
import type { TimelineRecord } from '../../../schemas/types.ts'
import { contractType, encodeEvent, eventType } from '../../../services/shared/avro/published.ts'
import { decodeTimeline, encodeTimeline } from '../../../services/shared/avro/timeline.ts'
import { compileWalk } from '../../../services/shared/avro/walk.ts'
import { encodeBehind, frame, unframe } from '../../../services/shared/avro/wire.ts'
import { Refusal } from '../../../services/shared/refusal.ts'
import { valuesOf } from '../../helpers/avro-values.ts'
import { touchPoint } from '../../helpers/events.ts'

describe('encode, then decode, is the identity', () => {
  test.each(contractNames)('%s', (name) => {
    const [type, walk] = [contractType(name), compileWalk(currentSchema(name))]
    fc.assert(fc.property(valuesOf(currentSchema(name)), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (value, id) => {
      const framed = frame(id, type, value)
      walk(framed, 5)
      const { schemaId, body } = unframe(framed)!
      expect(schemaId).toBe(id)
      expect(type.fromBuffer(body)).toEqual(value)
    }), { numRuns: 200 })
  })

  test('timeline records, whatever kind of bytes the event is', () => {
    fc.assert(fc.property(valuesOf(timelineSchema()) as fc.Arbitrary<TimelineRecord>, fc.boolean(), (record, plain) => {
      const given = plain ? { ...record, event: new Uint8Array(record.event) } : record
      expect(decodeTimeline(encodeTimeline(given))).toEqual(record)
    }), { numRuns: 200 })
  })

  test('events of the timeline, by the version they were written with', () => {
    const event = touchPoint()
    expect(eventType('TOUCH_POINT', 1).decode(encodeEvent('TOUCH_POINT', event))).toEqual(event)
    expect(eventType('TOUCH_POINT', 1)).toBe(eventType('TOUCH_POINT', 1))
  })
})

describe('what must not be read', () => {
  test('a version that this build does not have is refused with what to do', () => {
    expect(() => eventType('SURVEY', 999)).toThrow(Refusal)
    expect(() => eventType('SURVEY', 999)).toThrow('survey event of version 999')
  })

  test('a timeline record of another format, cut, or too long', () => {
    const value = encodeTimeline({
      kind: 'PROGRESS', topic: 'crm', partition: 1, epoch: 0, offset: 7, number: 0, timestamp: 1, schema: 0, sentiment: null, emotions: [], effort: null, event: new Uint8Array(),
    })
    expect(() => decodeTimeline(Buffer.concat([Buffer.from([2]), value.subarray(1)]))).toThrow('format 2')
    expect(() => decodeTimeline(value.subarray(0, -1))).toThrow('ends at')
    expect(() => decodeTimeline(Buffer.concat([value, Buffer.from([0])]))).toThrow('ends at')
  })
})

describe('the shared slab', () => {
  test('records that were handed out are never written again', () => {
    const type = avsc.Type.forSchema('string')
    const texts = Array.from({ length: 400 }, (_, i) => String(i).repeat(1 + (i * 37) % 5000))
    const encoded = texts.map((text) => encodeBehind(0, type, text))
    expect(encoded.map((bytes) => type.fromBuffer(bytes) as string)).toEqual(texts)
  })

  test('a record larger than a slab', () => {
    const type = avsc.Type.forSchema('string')
    const text = 'é'.repeat(700_000)
    expect(type.fromBuffer(encodeBehind(0, type, text))).toBe(text)
  })

  test('a value that does not fit says where, and spoils nothing', () => {
    const type = contractType('touch-point')
    expect(() => frame(1, type, { ...touchPoint(), measures: { waitSeconds: 'long' } })).toThrow('cx.events.TouchPointEvent.measures.waitSeconds')
    expect(type.fromBuffer(unframe(frame(1, type, touchPoint()))!.body)).toEqual(touchPoint())
  })
})
