import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { Refusal } from '../../shared/refusal.ts'
import { applyMapping, type Mapping } from '../../shared/intake/mapping.ts'
import type { Intake, Taken } from '../../shared/intake/intake.ts'
import type { Rejection } from '../../shared/intake/rejection.ts'
import { checkHeading } from './heading.ts'

/** What became of a row; `line`: where it begins in the file, the heading is line 1. */
export interface ImportedRow {
  readonly line: number
  /** Bytes of the file read so far. */
  readonly bytes: number
  readonly result: Taken | Rejection | 'not wanted'
}

/**
 * The rows of a CSV file as events. An event that the mapping gives no id gets one from its row and from what the mapping makes of it, so that an import that is repeated is scored once,
 * and what another mapping finds in the same row is an event of its own.
 * Throws a Refusal where the file is no CSV, or lacks a column that the mapping reads.
 */
export async function* readRows(file: string, delimiter: string, mapping: Mapping, intake: Intake, now: number): AsyncGenerator<ImportedRow> {
  let width = 0
  const columns = (heading: string[]) => {
    checkHeading(file, heading, mapping)
    width = heading.length
    return heading
  }
  const parser = createReadStream(file).pipe(parse({ bom: true, columns, delimiter, info: true, skip_empty_lines: true, relax_column_count: true, trim: true }))
  let line = 2
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      const cells = info.error?.record.length ?? width
      yield { line, bytes: info.bytes, result: cells > width ? surplus(cells, width) : judge(record, mapping, intake, now) }
      line = info.lines + 1
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${file} cannot be read as CSV from line ${line} on: ${(error as Error).message}`, 'Mend it; rows before that line may be imported already, and are known again when the import is repeated.', 1)
  }
}

interface ParsedRow {
  readonly record: Readonly<Record<string, string>>
  /** `error`: the row has more or fewer cells than the heading; `record`: they. */
  readonly info: { readonly lines: number; readonly bytes: number; readonly error?: { readonly record: readonly string[] } }
}

const surplus = (cells: number, width: number): Rejection => ({ code: 'row.too-wide', reason: `${cells} cells under a heading of ${width}; a cell with the delimiter in it is written in quotes` })

function judge(row: Readonly<Record<string, string>>, mapping: Mapping, intake: Intake, now: number): ImportedRow['result'] {
  const mapped = applyMapping(mapping, row)
  if (mapped === null) return 'not wanted'
  return 'code' in mapped ? mapped : intake.judge(mapped.event, ['csv', row, mapped.event], now)
}
