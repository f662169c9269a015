import type { AvroDefinition } from '../../../schemas/contracts.ts'
import type { FailedEvent } from '../../../schemas/types.ts'
import type { Registry } from '../avro/registry.ts'
import { unframe } from '../avro/wire.ts'
import type { Anatomy, Part } from './dissect.ts'

/** What the bytes of a failed event were written with, as far as that is known. */
export interface Writer {
  /** Null where the value is not in Confluent's wire format. */
  readonly schemaId: number | null
  /** Null where the registry has no such schema. */
  readonly schema: AvroDefinition | null
}

/** A stretch of bytes that is wrong: `to` is behind its last. */
export interface Mark {
  readonly from: number
  readonly to: number
}

/** Bytes in front of the Avro body: 0x00 and the schema id. */
export const headBytes = 5

/** What the bytes of a failed event were written with, as far as they and the registry say. Rejects with RegistryAway. */
export async function writerOf(registry: Registry, { value }: Pick<FailedEvent, 'value'>): Promise<Writer> {
  const schemaId = value === null ? null : unframe(Buffer.from(value))?.schemaId ?? null
  const schema = schemaId === null ? null : (await registry.schemaById(schemaId))?.avro ?? null
  return { schemaId, schema }
}

/** The field that a reason names at its beginning, as in `occurredAt: …` or `measures.delayDays is …`. */
export const namedIn = (reason: string, parts: readonly Part[]): Part | undefined =>
  parts.filter(({ path }) => path !== '' && reason.startsWith(path) && !/^[\w.]/.test(reason.slice(path.length))).at(-1)

/** The bytes that are wrong, as far as that can be said. */
export function markOf(bytes: Buffer, event: Pick<FailedEvent, 'reason'>, writer: Writer, anatomy: Anatomy | null): Mark | null {
  if (writer.schemaId === null) return { from: 0, to: Math.min(1, bytes.length) }
  if (writer.schema === null) return { from: 1, to: headBytes }
  if (anatomy?.fault) return { from: anatomy.fault.at, to: anatomy.fault.at + 1 }
  return namedIn(event.reason, anatomy?.parts ?? []) ?? null
}
