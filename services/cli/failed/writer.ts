import type { FailedEvent } from '../../../schemas/types.ts'
import { headBytes, writerOf as writerIn, type Writer } from '../../shared/failed/anatomy.ts'
import { dissect } from '../../shared/failed/dissect.ts'
import { withRegistry } from '../reach.ts'
import type { Parts } from '../context.ts'

/** What the bytes of a failed event were written with, as far as they and the registry say. */
export const writerOf = ({ registry }: Pick<Parts, 'registry'>, event: FailedEvent): Promise<Writer> => withRegistry(writerIn(registry, event))

/** The system that sent the event, by its field `source`; null where the bytes cannot be read as far as that. */
export async function sourceOf(parts: Pick<Parts, 'registry'>, event: FailedEvent): Promise<string | null> {
  const { schema } = await writerOf(parts, event)
  if (schema === null) return null
  const part = dissect(schema, Buffer.from(event.value!), headBytes).parts.find(({ path }) => path === 'source')
  return part ? part.value.replace(/^"(.*)"$/s, '$1') : null
}
