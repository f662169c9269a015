import type { FailedEvent } from '../../../schemas/types.ts'
import type { LogRecord } from '../kafka/log-record.ts'

/**
 * Bytes kept of a record that has more than fit into one of failed-events (2 MiB): brokers take larger ones where they are compressed. What was cut lies in the input
 * topic for as long as that keeps it.
 */
export const keptBytes = { key: 64 * 1024, headers: 256 * 1024, value: 1024 * 1024 } as const

/** The record as it fits into a failed event, and what is not there of it, in words. */
export function cutToFit({ key, value, headers }: LogRecord): Pick<LogRecord, 'key' | 'value' | 'headers'> & { readonly cut: string[] } {
  const cut: string[] = []
  const begin = (name: 'key' | 'value', bytes: Buffer | null) => {
    if (bytes === null || bytes.length <= keptBytes[name]) return bytes
    cut.push(`of its ${name}'s ${bytes.length} bytes the first ${keptBytes[name]} are here`)
    return bytes.subarray(0, keptBytes[name])
  }
  const headerBytes = Object.entries(headers).reduce((sum, [name, { length }]) => sum + Buffer.byteLength(name) + length, 0)
  const tooMany = headerBytes > keptBytes.headers
  if (tooMany) cut.push(`its headers, of ${headerBytes} bytes, are not here`)
  return { key: begin('key', key), value: begin('value', value), headers: tooMany ? {} : headers, cut }
}

/** Whether a failed event has less than its original: it cannot be published again. */
export const isCut = ({ key, value }: Pick<FailedEvent, 'key' | 'value'>): boolean => key?.length === keptBytes.key || value?.length === keptBytes.value
