import type { FailedEvent } from '../../../schemas/types.ts'
import type { Terminal } from '../terminal.ts'
import { headBytes, markOf, namedIn, type Mark, type Writer } from '../../shared/failed/anatomy.ts'
import { dissect, type Anatomy } from '../../shared/failed/dissect.ts'

type Paint = Terminal['color']

const shownBytes = 2048
const rowBytes = 16

/** A failed event as lines: what is known about it, its fields, its bytes; what is wrong is marked. */
export function describeFailed(event: FailedEvent, writer: Writer, color: Paint): string[] {
  const bytes = event.value === null ? null : Buffer.from(event.value)
  const anatomy = bytes && writer.schema ? dissect(writer.schema, bytes, headBytes) : null
  return [
    ...facts(event, writer, color),
    ...(anatomy ? ['', color.bold('fields'), ...fields(anatomy, event, color)] : []),
    '', color.bold('bytes'), ...(bytes ? hexDump(bytes, markOf(bytes, event, writer, anatomy), color) : ['  none: the record had no value']),
  ]
}

function facts(event: FailedEvent, { schemaId, schema }: Writer, color: Paint): string[] {
  const key = event.key === null ? 'none' : JSON.stringify(Buffer.from(event.key).toString('utf8'))
  const written = schemaId === null ? 'not in Confluent\'s wire format'
    : schema === null ? `schema ${schemaId}, which the registry does not have` : `schema ${schemaId}, ${schema.namespace ? `${schema.namespace}.` : ''}${schema.name}`
  const headers = Object.entries(event.headers).map(([name, value]) => `${name}=${Buffer.from(value).toString('utf8')}`).join(', ')
  return ([
    ['failure', event.failureId], ['code', `${color.red(event.code)} (${event.step})`], ['reason', event.reason],
    ['failed at', new Date(event.at).toISOString()], ['arrived at', new Date(event.timestamp).toISOString()],
    ['attempts', String(event.attempts)], ['key', key], ['headers', headers || 'none'], ['written with', written],
  ] as const).map(([label, value]) => `${label.padEnd(13)} ${value}`)
}

function fields({ parts, fault }: Anatomy, event: FailedEvent, color: Paint): string[] {
  const wrong = fault ? undefined : namedIn(event.reason, parts)
  const width = Math.min(40, Math.max(...parts.map(({ path }) => path.length), fault?.path.length ?? 0))
  const lines = parts.map((part) => part === wrong
    ? color.red(`✗ ${part.path.padEnd(width)} ${part.value}   ← ${event.reason}`)
    : `  ${part.path.padEnd(width)} ${part.value.length > 200 ? `${part.value.slice(0, 200)}…` : part.value}`)
  return fault ? [...lines, color.red(`✗ ${(fault.path || 'record').padEnd(width)} ${fault.reason}, at byte ${fault.at}`)] : lines
}

/** Bytes as rows of sixteen; under a row with wrong bytes, a row of carets. */
export function hexDump(bytes: Buffer, mark: Mark | null, color: Paint): string[] {
  const isWrong = (at: number) => mark !== null && at >= mark.from && at < mark.to
  const lines: string[] = []
  // A mark behind the last byte says that bytes are missing: it needs a row too.
  const end = Math.min(shownBytes, Math.max(bytes.length, mark?.from === bytes.length ? bytes.length + 1 : 0))
  for (let row = 0; row < end; row += rowBytes) {
    const places = Array.from({ length: rowBytes }, (_, i) => row + i)
    const hex = places.map((at) => (at < bytes.length ? bytes.toString('hex', at, at + 1) : '  ')).map((text, i) => (isWrong(row + i) ? color.red(text) : text))
    const text = [...bytes.subarray(row, Math.min(row + rowBytes, bytes.length))].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`  ${row.toString(16).padStart(6, '0')}  ${hex.join(' ')}  ${text}`)
    if (places.some(isWrong)) lines.push(`          ${places.map((at) => (isWrong(at) ? color.red('^^') : '  ')).join(' ')}`.trimEnd())
  }
  if (bytes.length > shownBytes) lines.push(`  … ${bytes.length - shownBytes} more bytes; --json gives them all`)
  return lines
}
