import type { FailedEvent } from '../../../schemas/types.ts'
import type { Registry } from '../../shared/avro/registry.ts'
import { headBytes, markOf, namedIn, writerOf } from '../../shared/failed/anatomy.ts'
import { dissect } from '../../shared/failed/dissect.ts'
import { replayFailed, type ReplayParts } from '../../shared/failed/replay.ts'
import { Refusal } from '../../shared/refusal.ts'
import { inTime } from './deadline.ts'
import type { Decoded, FailedRecords } from './ports.ts'

const replayWithinMs = 15_000

/** Failed events read byte by byte with the schema they say they were written with, and published again. */
export function openFailedRecords(registry: Registry, parts: ReplayParts): FailedRecords {
  return {
    async decode(event): Promise<Decoded> {
      const writer = await writerOf(registry, event)
      const bytes = event.value === null ? null : Buffer.from(event.value)
      const anatomy = bytes !== null && writer.schema !== null ? dissect(writer.schema, bytes, headBytes) : null
      const wrong = anatomy === null || anatomy.fault !== null ? undefined : namedIn(event.reason, anatomy.parts)
      return {
        schemaId: writer.schemaId, schema: writer.schema === null ? null : [writer.schema.namespace, writer.schema.name].filter(Boolean).join('.'),
        fields: (anatomy?.parts ?? []).map((part) => ({ path: part.path, value: part.value, from: part.from, to: part.to, wrong: part === wrong })),
        fault: anatomy?.fault ?? null, wrongBytes: bytes === null ? null : markOf(bytes, event, writer, anatomy),
      }
    },
    async replay(event, again) {
      // A refusal is an answer, too.
      const answer = replayFailed(parts, [event], again, () => {}).then(() => null, (error: unknown) => (error instanceof Refusal ? error : Promise.reject(error as Error)))
      const refusal = await inTime(answer, { withinMs: replayWithinMs, otherwise: 'Whether it was published again is not known; an event is scored once, so that it can be repeated with `again`.' })
      if (refusal !== null) throw refusal
    },
  }
}

/** A failed event as ClickHouse has it: bytes as Base64. */
export function failedEventOf(row: Readonly<Record<string, unknown>>): FailedEvent {
  const bytes = (text: unknown) => (text === null ? null : Buffer.from(String(text), 'base64'))
  const headers = row['headersBase64'] as Record<string, string>
  return {
    failureId: String(row['failureId']), at: Date.parse(String(row['at'])), step: String(row['step']), code: String(row['code']), reason: String(row['reason']), topic: String(row['topic']),
    partition: Number(row['partition']), offset: Number(row['offset']), timestamp: Date.parse(String(row['receivedAt'])), attempts: Number(row['attempts']),
    key: bytes(row['keyBase64']), value: bytes(row['valueBase64']), headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, bytes(value)!])),
  }
}
