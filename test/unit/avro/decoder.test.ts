import avsc from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { AvroDefinition, AvroField } from '../../../schemas/contracts.ts'
import type { TouchPointEvent } from '../../../schemas/types.ts'
import { EventDecoder } from '../../../services/shared/avro/decoder.ts'
import type { Decoded, DecodeResult } from '../../../services/shared/avro/decoder.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { touchPoint } from '../../helpers/events.ts'
import { registryOf } from '../../helpers/fake-registry.ts'

const current = currentSchema('touch-point')
const without = (...names: string[]): AvroDefinition => ({ ...current, fields: current.fields!.filter(({ name }) => !names.includes(name)) })
const plus = (...fields: AvroField[]): AvroDefinition => ({ ...current, fields: [fields[0]!, ...current.fields!, ...fields.slice(1)] })
const retyped = (name: string, type: AvroField['type']): AvroDefinition =>
  ({ ...current, fields: current.fields!.map((field) => (field.name === name ? { name, type } : field)) })

const older = without('location', 'expected', 'attributes')
const newer = plus({ name: 'priority', type: 'int', default: 0 }, { name: 'tags', type: { type: 'array', items: 'string' }, default: [] })
const javaStrings = retyped('eventId', { type: 'string', 'avro.java.string': 'String' } as never)
const moreOutcomes = retyped('outcome', ['null', { type: 'enum', name: 'Outcome', symbols: ['UNKNOWN', 'SUCCEEDED', 'FAILED', 'DELIGHTED'], default: 'UNKNOWN' }])
const required = without('eventId')
const ids = { current: 1, older: 2, newer: 3, java: 4, more: 5, incompatible: 6, survey: 7, json: 8, broken: 9, absent: 10 }
const registry = registryOf(new Map<number, AvroDefinition | null>([
  [ids.current, current], [ids.older, older], [ids.newer, newer], [ids.java, javaStrings], [ids.more, moreOutcomes], [ids.incompatible, required],
  [ids.survey, currentSchema('survey')], [ids.json, null], [ids.broken, { ...current, fields: [{ name: 'x', type: 'elsewhere.Type' }] }],
]))
const decoder = new EventDecoder({ contract: 'touch-point', registry })
const type = contractType('touch-point')
const written = (id: number, schema: AvroDefinition, event: object): Buffer => frame(id, avsc.Type.forSchema(schema as avsc.Schema), event)
const good = frame(ids.current, type, touchPoint())

async function read(value: Buffer | null): Promise<DecodeResult<TouchPointEvent>> {
  return decoder.decode(value)
}
async function readOk(value: Buffer): Promise<Decoded<TouchPointEvent>> {
  const result = await read(value)
  if (result.kind !== 'ok') throw new Error(`${result.code}: ${result.reason}`)
  return result
}

describe('what is read', () => {
  test('the current schema: the event, and its own bytes passed through', async () => {
    const result = await readOk(good)
    expect(result.event).toEqual(touchPoint())
    expect(result.writerIsCurrent).toBe(true)
    expect(result.body.buffer).toBe(good.buffer)
    expect(result.body).toEqual(good.subarray(5))
  })

  test('after the first record of a schema, no promise', async () => {
    await read(good)
    expect(decoder.decode(good)).not.toBeInstanceOf(Promise)
  })

  test.each([['older', ids.older, older], ['newer', ids.newer, newer]] as const)('an %s compatible schema: defaults filled in, the body in ours', async (_, id, schema) => {
    const event = touchPoint({ location: null, expected: {}, attributes: {} })
    const result = await readOk(written(id, schema, { ...event, priority: 3, tags: ['a', 'b'] }))
    expect(result.event).toEqual(event)
    expect(result.writerIsCurrent).toBe(false)
    expect(type.fromBuffer(result.body)).toEqual(event)
  })

  test('a schema that differs only in annotations counts as current', async () => {
    expect((await readOk(written(ids.java, javaStrings, touchPoint()))).writerIsCurrent).toBe(true)
  })

  test('a symbol that this build does not know becomes the enum\'s default', async () => {
    expect((await readOk(written(ids.more, moreOutcomes, { ...touchPoint(), outcome: 'DELIGHTED' }))).event.outcome).toBe('UNKNOWN')
  })
})

describe('what fails, and with which code', () => {
  const cases: [name: string, value: Buffer | null, code: string, reason: RegExp][] = [
    ['no value', null, 'record.tombstone', /no value/],
    ['an empty value', Buffer.alloc(0), 'avro.undecodable', /0x00/],
    ['JSON', Buffer.from('{"eventId":"e1"}'), 'avro.undecodable', /JSON/],
    ['plain text', Buffer.from('hello world'), 'avro.undecodable', /0x00/],
    ['a head that is cut', good.subarray(0, 4), 'avro.undecodable', /4 bytes/],
    ['bytes behind the event', Buffer.concat([good, Buffer.from([0, 0])]), 'avro.undecodable', /2 bytes too many/],
    ['an id the registry does not know', frame(ids.absent, type, touchPoint()), 'avro.unknown-schema', /10/],
    ['another topic\'s record', frame(ids.survey, type, touchPoint()), 'avro.wrong-subject', /cx\.events\.SurveyEvent/],
    ['a schema that is not Avro', frame(ids.json, type, touchPoint()), 'avro.wrong-subject', /not an Avro schema/],
    ['a schema without a needed field', written(ids.incompatible, required, touchPoint()), 'avro.undecodable', /not compatible.*eventId/],
    ['a schema that cannot be compiled', frame(ids.broken, type, touchPoint()), 'avro.undecodable', /cannot be used/],
    ['a value of 512 KiB and more', frame(ids.current, type, touchPoint({ text: 'x'.repeat(512 * 1024) })), 'record.too-large', /524288 are allowed/],
  ]
  test.each(cases)('%s', async (_, value, code, reason) => {
    const result = await read(value)
    expect(result).toMatchObject({ kind: 'failed', step: 'decode', code })
    expect(result.kind === 'failed' && result.reason).toMatch(reason)
  })

  test('cut at every single byte', async () => {
    for (let length = 5; length < good.length; length++) {
      expect(await read(good.subarray(0, length)), `cut at byte ${length}`).toMatchObject({ kind: 'failed', code: 'avro.undecodable' })
    }
  })

  test('any byte changed: an event or a failure, never an exception', async () => {
    for (let i = 5; i < good.length; i++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const value = Buffer.from(good)
        value[i]! ^= flip
        const result = await read(value)
        if (result.kind === 'ok') expect(type.fromBuffer(result.body)).toEqual(result.event)
        else expect(result.code).toBe('avro.undecodable')
      }
    }
  })

  test('any bytes at all: an event or a failure, never an exception, and quickly', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const result = await read(Buffer.concat([good.subarray(0, 5), bytes]))
      expect(['ok', 'failed']).toContain(result.kind)
    }), { numRuns: 2000 })
  })

  test('a registry that is away is no answer: the record is to be tried again', async () => {
    const away = new EventDecoder({ contract: 'touch-point', registry: { ...registry, schemaById: async () => { throw new Error('away') } } })
    await expect(away.decode(good)).rejects.toThrow('away')
  })
})
