import avsc from 'avsc'
import type { FailureCode } from '../../../core/failures.ts'
import type { AvroDefinition, ContractName } from '../../../schemas/contracts.ts'
import type { Contracts } from '../../../schemas/types.ts'
import type { RegisteredSchema, Registry } from './registry.ts'
import { decodeBody, decoderOf } from './body-decoder.ts'
import { contractType } from './published.ts'
import { compileWalk, Malformed } from './walk.ts'
import { encodeBehind } from './wire.ts'

/** A record of an input topic, read. */
export interface Decoded<T> {
  readonly kind: 'ok'
  readonly event: T
  /** The event in Avro of this build's schema: the sender's own bytes where `writerIsCurrent`, encoded anew otherwise. */
  readonly body: Buffer
  readonly writerIsCurrent: boolean
}

/** A record that cannot be read; becomes a failed event. */
export interface Undecodable {
  readonly kind: 'failed'
  readonly step: 'decode'
  readonly code: FailureCode
  readonly reason: string
}

export type DecodeResult<T> = Decoded<T> | Undecodable

/** Bytes of a record's value: more than that the enricher does not take by default. A broker takes 1 MiB, and refuses all that comes in one batch with something larger. */
export const maxRecordBytes = 512 * 1024

interface DecoderOptions<N extends ContractName> {
  readonly contract: N
  readonly registry: Registry
  /** Values above this many bytes fail as `record.too-large`; default `maxRecordBytes`. */
  readonly maxBytes?: number
}

type Reader<T> = (value: Buffer) => DecodeResult<T>

/** Reads the values of one input topic, whichever compatible schema each was written with. */
export class EventDecoder<N extends ContractName> {
  readonly #type: avsc.Type
  readonly #registry: Registry
  readonly #maxBytes: number
  readonly #readers = new Map<number, Reader<Contracts[N]>>()

  constructor(options: DecoderOptions<N>) {
    this.#type = contractType(options.contract)
    this.#registry = options.registry
    this.#maxBytes = options.maxBytes ?? maxRecordBytes
  }

  /**
   * One value. Answers at once where the schema id was met before; else looks it up, which throws RegistryAway where the registry is:
   * then nothing is known about the record, and it must be tried again.
   */
  decode(value: Buffer | null): DecodeResult<Contracts[N]> | Promise<DecodeResult<Contracts[N]>> {
    if (value === null) return failed('record.tombstone', 'the record has no value')
    if (value.length < 5 || value[0] !== 0) return failed('avro.undecodable', notFramed(value))
    const id = value.readInt32BE(1)
    const reader = this.#readers.get(id)
    return reader ? this.#read(reader, value) : this.#learn(id).then((learnt) => this.#read(learnt, value))
  }

  #read(reader: Reader<Contracts[N]>, value: Buffer): DecodeResult<Contracts[N]> {
    const result = reader(value)
    return result.kind === 'ok' && value.length > this.#maxBytes
      ? failed('record.too-large', `the value has ${value.length} bytes; ${this.#maxBytes} are allowed`)
      : result
  }

  async #learn(id: number): Promise<Reader<Contracts[N]>> {
    const schema = await this.#registry.schemaById(id)
    if (!schema) return () => failed('avro.unknown-schema', `the registry has no schema of id ${id}`)
    const reader = compileReader<Contracts[N]>(this.#type, id, schema)
    this.#readers.set(id, reader)
    return reader
  }
}

/** How to read what was written with the schema: a resolver and a walk, compiled once, or why nothing written with it can be read here. */
function compileReader<T>(type: avsc.Type, id: number, schema: RegisteredSchema): Reader<T> {
  if (!schema.avro) return () => failed('avro.wrong-subject', `schema ${id} is not an Avro schema`)
  let writer: avsc.Type
  try {
    writer = avsc.Type.forSchema(schema.avro as avsc.Schema)
  } catch (error) {
    return () => failed('avro.undecodable', `schema ${id} cannot be used: ${(error as Error).message}`)
  }
  if (writer.name !== type.name) return () => failed('avro.wrong-subject', `schema ${id} is ${writer.name ?? writer.typeName}; this topic's is ${type.name}`)
  try {
    return writer.equals(type) ? readerOf(type, undefined, schema.avro) : readerOf(type, type.createResolver(writer), schema.avro)
  } catch (error) {
    return () => failed('avro.undecodable', `schema ${id} is not compatible with this topic's: ${(error as Error).message}`)
  }
}

type Resolver = ReturnType<avsc.Type['createResolver']>

function readerOf<T>(type: avsc.Type, resolver: Resolver | undefined, writer: AvroDefinition): Reader<T> {
  const walk = compileWalk(writer)
  const decode = decoderOf(type)
  return (value) => {
    try {
      walk(value, 5)
      const event = (resolver ? (type.decode(value, 5, resolver) as { value: T }).value : decodeBody(decode, value, 5)) as T
      return { kind: 'ok', event, body: resolver ? encodeBehind(0, type, event) : value.subarray(5), writerIsCurrent: !resolver }
    } catch (error) {
      return failed('avro.undecodable', explain(error))
    }
  }
}

function explain(error: unknown): string {
  if (error instanceof Malformed) return [error.path.join('.'), error.message].filter(Boolean).join(': ')
  return error instanceof RangeError ? 'nested too deeply' : (error as Error).message
}

function notFramed(value: Buffer): string {
  if (value[0] === 0x7b) return 'the value is JSON, not Avro; JSON is taken over HTTP'
  return value[0] === 0 ? `the value has ${value.length} bytes; Confluent's wire format begins with 5` : 'the value does not begin with 0x00, as Confluent\'s wire format does'
}

const failed = (code: FailureCode, reason: string): Undecodable => ({ kind: 'failed', step: 'decode', code, reason })
