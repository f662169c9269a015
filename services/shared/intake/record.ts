import { maxRecordBytes } from '../avro/decoder.ts'
import { contractType, type EventKind, type EventOf } from '../avro/published.ts'
import { frame } from '../avro/wire.ts'
import type { OutRecord } from '../kafka/log-record.ts'
import { partitionFor } from '../kafka/partitioner.ts'
import type { InputTopic } from '../../topology.ts'
import { contractOf } from './contracts.ts'
import type { Rejection } from './rejection.ts'

/** A topic as it exists. */
export interface Target {
  /** Its name in this deployment. */
  readonly topic: string
  readonly partitions: number
  /** Of its contract, as registered. */
  readonly schemaId: number
}

/** The record of an event, or why there can be none. `key`: whose event it is. */
export function recordOf(name: InputTopic, { topic, partitions, schemaId }: Target, key: string, event: EventOf<EventKind>): (OutRecord & { readonly value: Buffer }) | Rejection {
  let value: Buffer
  try {
    value = frame(schemaId, contractType(contractOf(name)), event)
  } catch (error) {
    return { code: 'json.invalid', reason: (error as Error).message }
  }
  if (value.length > maxRecordBytes) return { code: 'record.too-large', reason: `the event has ${value.length} bytes in Avro; ${maxRecordBytes} are allowed` }
  return { topic, partition: partitionFor(key, partitions), key, value }
}
