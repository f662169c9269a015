import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { Refusal } from '../../shared/refusal.ts'

/** A row that could not be used: the file, the line on which the row begins (the heading is line 1), and why. */
export interface RowError {
  readonly file: string
  readonly row: number
  readonly reason: string
}

/** The fault of one row; thrown by a Row's readers and by whoever judges its content. */
export class RowFault extends Error {}

/** One row of a CSV file, read by column name. Every reader throws a RowFault that names the column and what it holds. */
export interface Row {
  /** Not empty. */
  text(column: string): string
  /** Trimmed; null where empty. */
  optional(column: string): string | null
  /** A finite number. */
  number(column: string): number
  /** Epoch ms. */
  time(column: string): number
  /** Epoch ms; null where empty. */
  optionalTime(column: string): number | null
}

export interface CsvFile {
  readonly folder: string
  readonly file: string
  /** Columns that the heading must name. */
  readonly columns: readonly string[]
}

const timeForm = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/

/**
 * `YYYY-MM-DD hh:mm:ss` as epoch ms; null where it is no such time. The files name no time zone: they are read as UTC,
 * since only the distances between times matter.
 */
function parseTime(value: string): number | null {
  const match = timeForm.exec(value)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number]
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ') === value ? time : null
}

const rowOf = (fields: Readonly<Record<string, string>>): Row => {
  const optional = (column: string) => fields[column]?.trim() || null
  const text = (column: string) => {
    const value = optional(column)
    if (value === null) throw new RowFault(`${column} is empty`)
    return value
  }
  const time = (column: string) => {
    const at = parseTime(text(column))
    if (at === null) throw new RowFault(`${column} is "${text(column)}", not a time such as 2018-01-31 23:59:59`)
    return at
  }
  const number = (column: string) => {
    const value = Number(text(column))
    if (!Number.isFinite(value)) throw new RowFault(`${column} is "${text(column)}", not a number`)
    return value
  }
  return { text, optional, number, time, optionalTime: (column) => (optional(column) === null ? null : time(column)) }
}

/**
 * Streams a CSV file with a heading, row by row. A row for which `onRow` throws a RowFault, or that is no CSV row, goes to `onError`;
 * the others go on. Throws a Refusal where the file or a column is not there.
 */
export async function readCsv(csv: CsvFile, onRow: (row: Row, line: number) => void, onError: (error: RowError) => void): Promise<void> {
  const path = join(csv.folder, csv.file)
  if (!(await stat(path).catch(() => null))?.isFile()) throw missingFile(csv)
  const parser = parse({
    bom: true,
    info: true,
    relax_quotes: true,
    skip_empty_lines: true,
    columns: (heading: string[]) => checkedHeading(csv, heading),
    skip_records_with_error: true,
    on_skip: (error) => {
      onError({ file: csv.file, row: line, reason: error?.message ?? 'not a CSV row' })
      line = Number((error as { lines?: number } | undefined)?.lines ?? line) + 1
      return undefined
    },
  })
  const source = createReadStream(path)
  source.on('error', (error) => parser.destroy(error))
  let line = 2
  for await (const { record, info } of source.pipe(parser) as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>) {
    try {
      onRow(rowOf(record), line)
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      onError({ file: csv.file, row: line, reason: error.message })
    }
    line = info.lines + 1
  }
}

function checkedHeading(csv: CsvFile, heading: string[]): string[] {
  const missing = csv.columns.filter((column) => !heading.includes(column))
  if (missing.length > 0) {
    throw new Refusal(`${csv.file} has no column ${missing.join(', ')}; its heading is: ${heading.join(', ')}`,
      'Give the folder of the unchanged public files ("Brazilian E-Commerce Public Dataset by Olist").')
  }
  return heading
}

const missingFile = (csv: CsvFile) => new Refusal(`There is no file ${csv.file} in ${csv.folder}`,
  'Give the folder that holds the public CSV files ("Brazilian E-Commerce Public Dataset by Olist") as they were downloaded.')
