import { describe, expect, test } from 'vitest'
import { incompatibilities, sameVersion } from '../../../schemas/compatibility.ts'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { AvroDefinition, AvroField } from '../../../schemas/contracts.ts'

const current = currentSchema('survey')
const withFields = (change: (fields: AvroField[]) => AvroField[]): AvroDefinition => ({ ...current, fields: change(structuredClone(current.fields!)) })
const retyped = (name: string, type: AvroField['type']) => withFields((fields) => fields.map((field) => (field.name === name ? { ...field, type } : field)))

describe('allowed', () => {
  test.each<[string, AvroDefinition]>([
    ['nothing', current],
    ['a new field with a default', withFields((fields) => [...fields, { name: 'wave', type: ['null', 'string'], default: null }])],
    ['a new symbol of an enum with a default', retyped('metric', { type: 'enum', name: 'SurveyMetric', symbols: ['UNKNOWN', 'NPS', 'CSAT', 'CES', 'RATING', 'CUSTOM'], default: 'UNKNOWN' })],
  ])('%s', (_, next) => {
    expect(incompatibilities(next, current)).toEqual([])
  })
})

describe('refused', () => {
  test.each<[string, AvroDefinition, string]>([
    ['a new field without a default', withFields((fields) => [...fields, { name: 'wave', type: 'string' }]), 'SurveyEvent.wave is new and has no default'],
    ['a removed field', withFields((fields) => fields.filter(({ name }) => name !== 'comment')), 'SurveyEvent.comment was removed'],
    ['a renamed field', withFields((fields) => fields.map((field) => (field.name === 'comment' ? { ...field, name: 'remark' } : field))), 'SurveyEvent.comment was removed'],
    ['a widened type', retyped('scaleMin', ['null', 'double']), 'SurveyEvent.scaleMin: double became nullable double'],
    ['other units', retyped('occurredAt', { type: 'long', logicalType: 'timestamp-micros' }), 'SurveyEvent.occurredAt: long timestamp-millis became long timestamp-micros'],
    ['a removed symbol', retyped('status', { type: 'enum', name: 'SurveyStatus', symbols: ['UNKNOWN', 'SENT', 'ANSWERED'], default: 'UNKNOWN' }), 'SurveyEvent.status: symbol EXPIRED was removed'],
    ['other map values', retyped('attributes', { type: 'map', values: 'bytes' }), 'SurveyEvent.attributes{}: string became bytes'],
  ])('%s', (_, next, fault) => {
    expect(incompatibilities(next, current)).toContain(fault)
  })
})

test('documentation alone is no new version; a default is', () => {
  expect(sameVersion(current, { ...current, doc: 'Other words.' })).toBe(true)
  expect(sameVersion(current, withFields((fields) => fields.map((field) => (field.name === 'comment' ? { ...field, default: 'none' } : field))))).toBe(false)
})
