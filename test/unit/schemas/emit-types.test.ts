import { expect, test } from 'vitest'
import type { AvroDefinition } from '../../../schemas/contracts.ts'
import { TypeEmitter } from '../../../schemas/emit-types.ts'

const record = (name: string, ...fields: AvroDefinition['fields'] & object): AvroDefinition => ({ type: 'record', name, fields })
const colour = (...symbols: string[]): AvroDefinition => ({ type: 'enum', name: 'Colour', symbols })

function emitted(...records: AvroDefinition[]): string {
  const emitter = new TypeEmitter()
  for (const each of records) emitter.record(each)
  return emitter.text()
}

test('every kind of field, with its documentation', () => {
  expect(emitted({
    ...record('Order',
      { name: 'id', type: 'string', doc: 'Unique.' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'until', type: ['null', { type: 'long', logicalType: 'timestamp-millis' }], doc: 'End.', default: null },
      { name: 'count', type: 'int' }, { name: 'big', type: ['null', 'long'] }, { name: 'ratio', type: 'double' }, { name: 'open', type: 'boolean' },
      { name: 'raw', type: 'bytes' },
      { name: 'colours', type: { type: 'array', items: ['null', colour('RED', 'BLUE')] } },
      { name: 'lines', type: { type: 'map', values: record('Line', { name: 'sku', type: 'string' }) } }),
    doc: 'What was ordered.',
  })).toBe(`export type Colour = 'RED' | 'BLUE'

export interface Line {
  sku: string
}

/** What was ordered. */
export interface Order {
  /** Unique. */
  id: string
  /** Epoch milliseconds. */
  at: number
  /** End. Epoch milliseconds. */
  until: number | null
  count: number
  big: number | null
  ratio: number
  open: boolean
  raw: Uint8Array
  colours: (Colour | null)[]
  lines: Record<string, Line>
}
`)
})

test('equal enums are one type, unequal ones of one name two', () => {
  const uses = (name: string, type: AvroDefinition) => record(name, { name: 'colour', type })
  const text = emitted(uses('AEvent', colour('RED')), uses('B', colour('RED')), uses('CEvent', colour('RED', 'BLUE')))
  expect(text.match(/export type .*/g)).toEqual(['export type Colour = \'RED\'', 'export type CColour = \'RED\' | \'BLUE\''])
  expect(text).toContain('colour: CColour')
})

test('a union that avsc would wrap or that has no null is refused', () => {
  expect(() => emitted(record('R', { name: 'x', type: ['string', 'long'] }))).toThrow('only unions of null and one other type')
})
