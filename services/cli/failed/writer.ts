import type { FailedEvent } from '../../../schemas/types.ts'
import { unframe } from '../../shared/avro/wire.ts'
import { withRegistry } from '../reach.ts'
import type { Parts } from '../context.ts'
import { dissect } from './dissect.ts'
import type { Writer } from './show.ts'

const headBytes = 5

/** What the bytes of a failed event were written with, as far as they and the registry say. */
export async function writerOf({ registry }: Pick<Parts, 'registry'>, event: FailedEvent): Promise<Writer> {
  const schemaId = event.value === null ? null : unframe(Buffer.from(event.value))?.schemaId ?? null
  const schema = schemaId === null ? null : (await withRegistry(registry.schemaById(schemaId)))?.avro ?? null
  return { schemaId, schema }
}

/** The system that sent the event, by its field `source`; null where the bytes cannot be read as far as that. */
export async function sourceOf(parts: Pick<Parts, 'registry'>, event: FailedEvent): Promise<string | null> {
  const { schema } = await writerOf(parts, event)
  if (schema === null) return null
  const part = dissect(schema, Buffer.from(event.value!), headBytes).parts.find(({ path }) => path === 'source')
  return part ? part.value.replace(/^"(.*)"$/s, '$1') : null
}
