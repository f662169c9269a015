import { EventDecoder, type Undecodable } from '../shared/avro/decoder.ts'
import type { Registry } from '../shared/avro/registry.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { Table } from './tables.ts'

/** Failed events hold a whole record of up to 1 MiB, and more than that may be read. */
const maxBytes = 4 * 1024 * 1024

/** What a table's columns are taken from. */
export interface ReadRecord {
  readonly kind: 'ok'
  readonly event: unknown
}

/** Reads a record of a table's topic. Throws RegistryAway where a schema cannot be looked up now. */
export type Decode = (record: LogRecord) => ReadRecord | Undecodable | Promise<ReadRecord | Undecodable>

/** Reads the records of a table's topic. Of those that are kept as they are none is bad. */
export function decoderOf({ contract }: Table, registry: Registry): Decode {
  if (contract === null) return (record) => ({ kind: 'ok', event: record })
  const decoder = new EventDecoder({ contract, registry, maxBytes })
  return ({ value }) => decoder.decode(value)
}
