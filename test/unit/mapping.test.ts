import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readRows } from '../../services/cli/import/rows.ts'
import { createIntake } from '../../services/shared/intake/intake.ts'
import { applyMapping, readMapping, type Mapping } from '../../services/shared/intake/mapping.ts'
import { valueAt } from '../../services/shared/intake/path.ts'
import { Refusal } from '../../services/shared/refusal.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-mapping-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a path', () => {
  const document = { a: { b: [{ id: 'x', n: 1 }, { id: 'y', n: 2, deep: { ref: 'q' } }] }, 'with.dot': 5, 'Column one': 'c' }
  it.each([['a.b[1].n', 2], ['a.b[id=x].n', 1], ['a.b[deep.ref=q].n', 2], ['with.dot', 5], ['Column one', 'c'], ['a.b[7].n', undefined], ['a.c.d', undefined], ['a.b[id=z].n', undefined], ['toString', undefined], ['a.b.length', undefined]])('%s', (path, value) => {
    expect(valueAt(document, path)).toBe(value)
  })
})

describe('a mapping', () => {
  const mapping = (fields: Mapping['fields'], when?: Mapping['when']): Mapping => ({ topic: 'touchpoints', fields, ...(when && { when }) })

  it('puts values, columns and words where they belong; what is empty is left out', () => {
    const fields: Mapping['fields'] = {
      source: { value: 'shop' }, eventId: { from: 'id', prefix: 't-' }, accountId: { from: ['missing', 'customer'] }, occurredAt: { from: 'unix', as: 'seconds' }, outcome: { from: 'rating', map: { good: 'PRAISED' } },
      'measures.waitSeconds': { from: 'wait', as: 'number' }, 'measures.delayDays': { from: 'delay', as: 'number' }, text: { from: 'comment' }, flag: { from: 'yes', as: 'boolean' },
    }
    expect(applyMapping(mapping(fields), { id: 7, customer: 'a1', unix: '1700000000.5', rating: 'good', wait: '12.5', delay: '', comment: '', yes: 'Yes' }))
      .toEqual({ event: { source: 'shop', eventId: 't-7', accountId: 'a1', occurredAt: 1_700_000_000_500, outcome: 'PRAISED', measures: { waitSeconds: 12.5 }, flag: true } })
    expect(applyMapping(mapping(fields), { wait: 'long' })).toEqual({ event: { source: 'shop', measures: { waitSeconds: NaN } } })
  })

  it('takes no document with a word that it does not know, unless it says what others mean', () => {
    const rated = (otherwise?: string | null): Mapping => mapping({ outcome: { from: 'rating', map: { good: 'PRAISED', bad: 'COMPLAINED' }, ...(otherwise !== undefined && { otherwise }) } })
    for (const rating of ['so-so', 'constructor']) expect(applyMapping(rated(), { rating })).toEqual({ code: 'mapping.unknown-word', reason: `outcome is "${rating}", for which the mapping has no word; it has good, bad` })
    expect([applyMapping(rated(), {}), applyMapping(rated('SUCCEEDED'), { rating: 'so-so' }), applyMapping(rated(null), { rating: 'so-so' })]).toEqual([{ event: {} }, { event: { outcome: 'SUCCEEDED' } }, { event: {} }])
    expect(applyMapping(mapping({ higherIsBetter: { from: 'up', as: 'boolean' } }), { up: 'ja' })).toEqual({ code: 'mapping.unknown-word', reason: expect.stringMatching(/higherIsBetter is "ja".*true.*no/) })
  })

  it('passes over what it is not for', () => {
    const only = mapping({ source: { value: 's' } }, [{ from: 'type', in: ['a', 'b'] }, { from: 'rating', present: true }])
    expect([{ type: 'a', rating: 1 }, { type: 'c', rating: 1 }, { type: 'b' }, { type: 'b', rating: '' }].map((each) => applyMapping(only, each) !== null)).toEqual([true, false, false, false])
  })

  it.each(['topic: nothing\nfields: {a: {value: 1}}', 'topic: crm', 'topic: crm\nfields: {a: {form: b}}', 'topic: crm\nfields: {a: {from: b, otherwise: c}}', ': ['])('that is none is refused: %s', (text) => {
    const file = join(folder, 'm.yaml')
    writeFileSync(file, text)
    expect(() => readMapping(file)).toThrow(/mapping/)
  })
})

describe('the rows of a CSV file', () => {
  const file = join(folder, 'tickets.csv')
  const target = { topic: 't', partitions: 1, schemaId: 1 }
  const named = (touchPoint: string, when?: Mapping['when']): Mapping =>
    ({ topic: 'touchpoints', fields: { source: { value: 's' }, accountId: { from: 'customer' }, occurredAt: { from: 'at' }, touchPoint: { value: touchPoint }, 'attributes.remark': { from: 'remark' } }, ...(when && { when }) })
  async function resultsOf(mapping: Mapping) {
    const results = []
    for await (const { result } of readRows(file, ',', mapping, createIntake(mapping.topic, target), Date.now())) results.push(result)
    return results
  }
  const idsOf = async (mapping: Mapping) => (await resultsOf(mapping)).map((each) => (typeof each === 'object' && 'eventId' in each ? each.eventId : each))

  it('get ids of their own from each mapping, and the same ones again', async () => {
    writeFileSync(file, 'customer,at,remark\na1,2026-10-01T12:00:00Z,x\na2,2026-10-01T12:00:00Z,y\n')
    const [opened, closed, again] = [await idsOf(named('opened')), await idsOf(named('closed')), await idsOf(named('opened', [{ from: 'customer', present: true }]))]
    expect(new Set([...opened, ...closed]).size).toBe(4)
    expect(again, 'a mapping that was mended knows the events that it makes as before').toEqual(opened)
  })

  it.each<[string, Mapping['fields'], Mapping['when'], string[]]>([
    ['that a field is read from', { eventId: { from: 'tickt' } }, [], ['there is no column tickt, from which eventId is read']],
    ['that decides', {}, [{ from: 'state', present: false }], ['there is no column state, from which when is read']],
    ['of several', { text: { from: ['note', 'comment'] }, touchPoint: { from: 'kind' } }, [], ['there is no column note or comment, from which text is read', 'there is no column kind, from which touchPoint is read']],
    ['but twice', { text: { from: 'remark' } }, [], ['the column remark is there more than once']],
  ])('are not read at all without a column %s', async (_, fields, when, faults) => {
    writeFileSync(file, 'customer,at,remark,remark\na1,2026-10-01T12:00:00Z,x,y\n')
    const refusal = await resultsOf({ topic: 'touchpoints', fields: { accountId: { from: 'customer' }, ...fields }, when: when! }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Refusal)
    for (const fault of faults) expect((refusal as Refusal).message).toContain(fault)
    expect((refusal as Refusal).remedy).toContain('Its columns are customer, at, remark, remark.')
  })

  it('may lack a column for which another stands', async () => {
    writeFileSync(file, 'customer,at,remark\na1,2026-10-01T12:00:00Z,x\n')
    const mapping = named('opened')
    expect(await resultsOf({ ...mapping, fields: { ...mapping.fields, accountId: { from: ['client', 'customer'] } } })).toMatchObject([{ event: { accountId: 'a1' } }])
  })

  it('that are wider than the heading are named; what is missing at the end is nothing', async () => {
    writeFileSync(file, 'customer,at,remark\na1,2026-10-01T12:00:00Z,slow, but kind\na2,2026-10-01T12:00:00Z\n')
    expect(await resultsOf(named('opened'))).toEqual([{ code: 'row.too-wide', reason: expect.stringContaining('4 cells under a heading of 3') }, expect.objectContaining({ event: expect.objectContaining({ accountId: 'a2' }) })])
  })

  it('have their times with a zone or as epoch milliseconds, or are named', async () => {
    writeFileSync(file, 'customer,at,remark\na1,2026-10-01T12:00:00+02:00,\na2,1790848800000,\na3,2026-10-01 12:00:00,\na4,1790848800,\n')
    const [zoned, counted, local, seconds] = await resultsOf(named('opened'))
    expect([zoned, counted]).toMatchObject(Array.from({ length: 2 }, () => ({ event: { occurredAt: Date.UTC(2026, 9, 1, 10) } })))
    expect([local, seconds]).toEqual(['2026-10-01 12:00:00', '1790848800'].map((text) => ({ code: 'json.invalid', reason: expect.stringContaining(`occurredAt is ${text}, which is no time: ISO 8601 with a zone`) })))
  })

  it('that are too large are named, the others taken', async () => {
    writeFileSync(file, `customer,at,remark\na1,2026-10-01T12:00:00Z,${'x'.repeat(520 * 1024)}\na2,2026-10-01T12:00:00Z,y\n`)
    expect(await resultsOf(named('opened'))).toEqual([expect.objectContaining({ code: 'record.too-large' }), expect.objectContaining({ eventId: expect.any(String) })])
  })
})
