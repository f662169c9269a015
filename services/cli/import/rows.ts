import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { Refusal } from '../../shared/refusal.ts'
import { applyMapping, type Mapping } from '../../shared/intake/mapping.ts'
import type { Intake, Taken } from '../../shared/intake/intake.ts'
import type { Rejection } from '../../shared/intake/rejection.ts'

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
 * Throws a Refusal where the file is no CSV.
 */
export async function* readRows(file: string, delimiter: string, mapping: Mapping, intake: Intake, now: number): AsyncGenerator<ImportedRow> {
  const parser = createReadStream(file).pipe(parse({ bom: true, columns: true, delimiter, info: true, skip_empty_lines: true, relax_column_count: true, trim: true }))
  let line = 2
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Readonly<Record<string, string>>; info: { lines: number; bytes: number; error?: { message: string } } }>) {
      yield { line, bytes: info.bytes, result: judge(record, mapping, intake, now) }
      line = info.lines + 1
    }
  } catch (error) {
    throw new Refusal(`${file} cannot be read as CSV from line ${line} on: ${(error as Error).message}`, 'Mend it; rows before that line may be imported already, and are known again when the import is repeated.', 1)
  }
}

function judge(row: Readonly<Record<string, string>>, mapping: Mapping, intake: Intake, now: number): ImportedRow['result'] {
  const event = applyMapping(mapping, row)
  if (event === null) return 'not wanted'
  return intake.judge(event, ['csv', row, event], now)
}
