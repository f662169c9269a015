import { EventDecoder } from '../shared/avro/decoder.ts'
import type { Registry } from '../shared/avro/registry.ts'
import type { Table } from './tables.ts'

/** Failed events hold a whole record of up to 1 MiB, and more than that may be read. */
const maxBytes = 4 * 1024 * 1024

/** Reads the records of a table's topic. */
export const decoderOf = ({ contract }: Table, registry: Registry): EventDecoder<Table['contract']> => new EventDecoder({ contract, registry, maxBytes })
