import { describe, expect, it } from 'vitest'
import { provenance, time } from '../../../services/sink/columns.ts'
import { formatIntent, maxBadRecords, parseIntent } from '../../../services/sink/intent.ts'
import { monthOf, piecesOf, type Row } from '../../../services/sink/pieces.ts'
import { tables } from '../../../services/sink/tables.ts'
import { accountScore, alert, failedEvent, interaction } from '../../helpers/outputs.ts'

const row = (offset: number, month: number): Row => ({ offset, month, line: '' })

describe('a batch is cut into inserts', () => {
  it('that touch at most 50 months each, each row once', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => row(i, (i * 7) % 120))
    const pieces = piecesOf(rows, 't')
    expect(pieces.map(({ token }) => token)).toEqual(['t/0', 't/1', 't/2'])
    for (const piece of pieces) expect(new Set(piece.rows.map(({ month }) => month)).size).toBeLessThanOrEqual(50)
    expect(pieces.flatMap((piece) => piece.rows.map(({ offset }) => offset)).sort((a, b) => a - b)).toEqual(rows.map(({ offset }) => offset))
  })

  it('by a rule that depends on the rows alone', () => {
    const rows = Array.from({ length: 300 }, (_, i) => row(i, (i * 13) % 77))
    expect(piecesOf(rows, 't')).toEqual(piecesOf(rows.map((each) => ({ ...each })), 't'))
  })

  it('of one piece under the batch\'s own token where there are few months, and none where there are no rows', () => {
    expect(piecesOf([row(1, 5), row(2, 6)], 't')).toEqual([{ token: 't', rows: [row(1, 5), row(2, 6)] }])
    expect(piecesOf([], 't')).toEqual([])
    expect(monthOf(Date.UTC(2026, 0, 31, 23)) + 1).toBe(monthOf(Date.UTC(2026, 1, 1)))
  })
})

describe('an intent', () => {
  it('is read as it was written', () => {
    const intent = { from: 5, to: 9, bad: [6, 8] }
    expect(formatIntent(intent)).toBe('{"intent":[5,9],"bad":[6,8]}')
    expect(parseIntent(formatIntent(intent))).toEqual(intent)
    expect(parseIntent('')).toBeNull()
  })

  it('fits into a commit\'s metadata, however many records are bad and however large offsets are', () => {
    const bad = Array.from({ length: maxBadRecords }, (_, i) => Number.MAX_SAFE_INTEGER - i)
    expect(Buffer.byteLength(formatIntent({ from: Number.MAX_SAFE_INTEGER - 300, to: Number.MAX_SAFE_INTEGER, bad }))).toBeLessThan(4096)
  })

  it.each(['x', '{}', '{"intent":[1],"bad":[]}', '{"intent":[2,1],"bad":[]}', '{"intent":[1,2]}', '{"intent":[1,2],"bad":["3"]}'])('that no sink wrote is an error: %s', (metadata) => {
    expect(() => parseIntent(metadata)).toThrow()
  })
})

describe('a row', () => {
  it('has a value for every column, also of a record without optional fields', () => {
    const samples: Record<string, object> = { interactions: interaction(), scores: accountScore(), alerts: alert(), 'failed-events': failedEvent() }
    for (const table of tables) {
      const record = { offset: 3, timestamp: 5, key: null, value: null, headers: {} }
      const cells = [...table.values(samples[table.topic]!), ...provenance(1, record)]
      expect(cells).toHaveLength(table.columns.length)
      expect(cells).not.toContain(undefined)
    }
  })

  it('carries a time beyond ClickHouse\'s range so that it is rejected, not stored as another time', () => {
    expect(time(Date.UTC(2026, 0, 1))).toBe(Date.UTC(2026, 0, 1))
    expect(time(1e15)).toBe('1000000000000000 ms since 1970')
    expect(time(-3e12)).toBe('-3000000000000 ms since 1970')
  })
})
