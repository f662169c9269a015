import { describe, expect, it } from 'vitest'
import { provenance, time } from '../../../services/sink/columns.ts'
import { formatMetadata, maxBadRecords, parseMetadata } from '../../../services/sink/intent.ts'
import { monthOf, piecesOf, type Row } from '../../../services/sink/pieces.ts'
import { tables, timelineArchive } from '../../../services/sink/tables.ts'
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

describe('what stands beside a position', () => {
  const intent = { from: 5, to: 9, bad: [6, 8] }
  const lastRead = { offset: 3, at: 1_700_000_000_000 }

  it.each([
    [{ intent, lastRead }, '{"intent":[5,9],"bad":[6,8],"read":[3,1700000000000]}'],
    [{ intent: null, lastRead }, '{"read":[3,1700000000000]}'],
    [{ intent, lastRead: null }, '{"intent":[5,9],"bad":[6,8]}'],
    [{ intent: null, lastRead: null }, ''],
  ])('is read as it was written, also by builds that did not know of the last record: %j', (metadata, text) => {
    expect(formatMetadata(metadata)).toBe(text)
    expect(parseMetadata(text)).toEqual(metadata)
  })

  it('fits into a commit\'s metadata, however many records are bad and however large offsets are', () => {
    const most = Number.MAX_SAFE_INTEGER
    const bad = Array.from({ length: maxBadRecords }, (_, i) => most - i)
    expect(Buffer.byteLength(formatMetadata({ intent: { from: most - 300, to: most, bad }, lastRead: { offset: most, at: most } }))).toBeLessThan(4096)
  })

  it.each(['x', '{}', '{"intent":[1],"bad":[]}', '{"intent":[2,1],"bad":[]}', '{"intent":[1,2]}', '{"intent":[1,2],"bad":["3"]}', '{"read":[1]}', '{"intent":[2,1],"bad":[],"read":[1,2]}'])('that no sink wrote is an error: %s', (metadata) => {
    expect(() => parseMetadata(metadata)).toThrow()
  })
})

describe('a row', () => {
  it('has a value for every column, also of a record without optional fields', () => {
    const samples: Record<string, object> = { interactions: interaction(), scores: accountScore(), alerts: alert(), 'failed-events': failedEvent() }
    const record = { offset: 3, timestamp: 5, key: null, value: null, headers: {} }
    for (const table of tables) {
      const cells = [...table.values(samples[table.topic] ?? record), ...provenance(1, record)]
      expect(cells).toHaveLength(table.columns.length)
      expect(cells).not.toContain(undefined)
    }
  })

  it('of the archive has the record\'s bytes, tells none from empty ones, and lies in the month of the broker\'s time', () => {
    const record = { offset: 3, timestamp: Date.UTC(2026, 9, 31), key: Buffer.from([0, 255]), value: Buffer.alloc(0), headers: { h: Buffer.from('x') } }
    expect([timelineArchive.values(record), timelineArchive.values({ ...record, key: null, value: null, headers: {} })]).toEqual([['AP8=', '', { h: 'eA==' }], [null, null, {}]])
    expect(timelineArchive.partitionedBy!(record)).toBe(record.timestamp)
  })

  it('carries a time beyond ClickHouse\'s range so that it is rejected, not stored as another time', () => {
    expect(time(Date.UTC(2026, 0, 1))).toBe(Date.UTC(2026, 0, 1))
    expect(time(1e15)).toBe('1000000000000000 ms since 1970')
    expect(time(-3e12)).toBe('-3000000000000 ms since 1970')
  })
})
