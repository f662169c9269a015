import avsc from 'avsc'
import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { currentSchema } from '../../schemas/contracts.ts'
import type { FailedEvent, SurveyEvent } from '../../schemas/types.ts'
import { dissect } from '../../services/shared/failed/dissect.ts'
import { describeFailed, hexDump } from '../../services/cli/failed/show.ts'
import { failedJson, failedTable } from '../../services/cli/failed/table.ts'
import { frame } from '../../services/shared/avro/wire.ts'

const schema = currentSchema('survey')
const type = avsc.Type.forSchema(schema as avsc.Schema)
const survey: SurveyEvent = {
  eventId: 'e-1', occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5), source: 'surveys', accountId: 'a1', contactId: null, surveyId: 's1', status: 'ANSWERED',
  pattern: 'TRANSACTION', metric: 'NPS', score: 7.5, scaleMin: 0, scaleMax: 10, higherIsBetter: true, comment: 'grün', language: 'de',
  touchPoint: null, stage: 'USE', channel: null, location: null, corrects: null, attributes: { team: 'blue' },
}
const value = frame(9, type, survey)
const color = pc.createColors(false)
const failed = (changes: Partial<FailedEvent>): FailedEvent => ({
  failureId: 'cx.surveys:1:17', at: Date.UTC(2026, 0, 2), step: 'decode', code: 'avro.undecodable', reason: 'status: symbol 9 of 4', topic: 'cx.surveys',
  partition: 1, offset: 17, timestamp: Date.UTC(2026, 0, 2), key: Buffer.from('a1'), value, headers: {}, attempts: 1, ...changes,
})
/** The survey's bytes with one of them changed. */
const spoilt = (at: number, byte: number) => {
  const copy = Buffer.from(value)
  copy[at] = byte
  return copy
}
const partOf = (path: string) => dissect(schema, value, 5).parts.find((part) => part.path === path)!

describe('the anatomy of a record', () => {
  it('lists every value with its bytes, where nothing is wrong', () => {
    const { parts, fault } = dissect(schema, value, 5)
    expect(fault).toBeNull()
    expect(Object.fromEntries(parts.map((part) => [part.path, part.value]))).toMatchObject({
      eventId: '"e-1"', occurredAt: '2026-01-02T03:04:05.000Z', contactId: 'null', status: 'ANSWERED', score: '7.5', comment: '"grün"', 'attributes.team': '"blue"',
    })
    expect(value.subarray(partOf('eventId').from + 1, partOf('eventId').to).toString()).toBe('e-1')
  })

  it('reads all values before the wrong one and names its field and byte', () => {
    const at = partOf('status').from
    const { parts, fault } = dissect(schema, spoilt(at, 18), 5)
    expect(fault).toEqual({ path: 'status', at, reason: 'symbol 9 of 4' })
    expect(parts.at(-1)!.path).toBe('surveyId')
  })

  it('names the byte within a text that is not UTF-8', () => {
    const at = value.indexOf('grün') + 3
    expect(dissect(schema, spoilt(at, 0x20), 5).fault).toMatchObject({ path: 'comment', at, reason: 'text that is not UTF-8' })
  })

  it('names what is missing, and what is too much', () => {
    expect(dissect(schema, value.subarray(0, 20), 5).fault?.reason).toMatch(/bytes are left|ends after/)
    expect(dissect(schema, Buffer.concat([value, Buffer.from('xx')]), 5).fault).toEqual({ path: '', at: value.length, reason: '2 bytes too many' })
  })

  it('never throws and never loops, whatever single byte is wrong', () => {
    for (let at = 5; at < value.length; at++) for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
      const { fault } = dissect(schema, spoilt(at, byte), 5)
      if (fault) expect(fault.at, `byte ${at} = ${byte}`).toBeLessThanOrEqual(value.length)
    }
  })
})

describe('cx failed show', () => {
  it('marks the wrong byte in the dump and the wrong field in the list', () => {
    const at = partOf('status').from
    const lines = describeFailed(failed({ value: spoilt(at, 18) }), { schemaId: 9, schema }, color)
    expect(lines.find((line) => line.startsWith('✗ status'))).toContain(`symbol 9 of 4, at byte ${at}`)
    const row = lines.findIndex((line) => line.includes('^^'))
    expect(lines[row]!.indexOf('^^')).toBe(lines[row - 1]!.indexOf(' 12 ') + 1)
  })

  it('marks the field that the reason names where the bytes are in order', () => {
    const lines = describeFailed(failed({ step: 'validate', code: 'time.in-future', reason: 'occurredAt is 3 h ahead' }), { schemaId: 9, schema }, color)
    expect(lines.find((line) => line.startsWith('✗ occurredAt'))).toContain('← occurredAt is 3 h ahead')
    expect(lines.join('\n').match(/\^\^/g)).toHaveLength(partOf('occurredAt').to - partOf('occurredAt').from)
  })

  it('marks the schema id that the registry does not have, and a first byte that is not Confluent\'s', () => {
    const unknown = describeFailed(failed({ code: 'avro.unknown-schema', reason: '' }), { schemaId: 9, schema: null }, color)
    expect(unknown.join('\n')).toContain('schema 9, which the registry does not have')
    expect(unknown.join('\n').match(/\^\^/g)).toHaveLength(4)
    expect(hexDump(Buffer.from('{"a":1}'), { from: 0, to: 1 }, color)).toEqual([
      '  000000  7b 22 61 22 3a 31 7d                             {"a":1}', '          ^^',
    ])
  })

  it('shows where bytes are missing behind the last one', () => {
    expect(hexDump(Buffer.alloc(16), { from: 16, to: 17 }, color)).toHaveLength(3)
  })
})

describe('cx failed list', () => {
  it('gives a line each, cut to the terminal, and JSON with nothing lost', () => {
    const terminal = { color, width: 90 } as Parameters<typeof failedTable>[1]
    const lines = failedTable([failed({ reason: 'x'.repeat(200) })], terminal)
    expect(lines).toHaveLength(2)
    expect(lines[1]!.endsWith('…')).toBe(true)
    const json = JSON.parse(failedJson(failed({}))) as { value: string; at: string }
    expect([Buffer.from(json.value, 'base64').equals(value), json.at]).toEqual([true, '2026-01-02T00:00:00.000Z'])
  })
})
