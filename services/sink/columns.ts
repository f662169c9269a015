import type { LogRecord } from '../shared/kafka/log-record.ts'

/** A value as JSON carries it into a column. */
export type Cell = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>

/** Columns of one table by name, in the order in which a row lists them: what each takes from an event. */
export type Columns<E> = Readonly<Record<string, (event: E) => Cell>>

/** 1900-01-01 to 2299-12-31, what DateTime64 holds. */
const range = { from: -2_208_988_800_000, to: 10_413_792_000_000 }

/**
 * Epoch milliseconds as ClickHouse's DateTime64(3) takes them: the bare number. A time beyond its range is written so that ClickHouse rejects
 * the row and says so; as a number it would be stored as another time.
 */
export const time = (ms: number): Cell => (ms >= range.from && ms < range.to ? ms : `${ms} ms since 1970`)

export const timeOrNull = (ms: number | null): Cell => (ms === null ? null : time(ms))

/** A date that somebody chose: "never" (9999-12-31, say) is the last moment that the column holds, and no reason to reject every row of an account. */
export const chosenTimeOrNull = (ms: number | null): Cell => (ms === null ? null : Math.min(Math.max(ms, range.from), range.to - 1))

export const base64OrNull = (bytes: Uint8Array | null): Cell => (bytes === null ? null : base64(bytes))

/** Without a copy of the bytes. */
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

export const base64Headers = (headers: Readonly<Record<string, Uint8Array>>): Cell => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, base64(value)]))

/** Where a row was read from: columns that every table has, after its own. */
export const provenanceColumns = ['record_partition', 'record_offset', 'recorded_at'] as const

/** Their values. */
export const provenance = (partition: number, record: LogRecord): Cell[] => [partition, record.offset, time(record.timestamp)]
