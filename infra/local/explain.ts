import { Refusal } from '../../services/shared/refusal.ts'
import { diskFull } from './data-folder.ts'
import { lastLines, PartFailed } from './part.ts'

/** Why a part did not start, as a person can act on it: from what it printed. Other errors are given back as they are. */
export function explain(error: unknown, data: string): unknown {
  if (!(error instanceof PartFailed)) return error
  return knownCause(error.output, error.message, data)
    ?? new Refusal(error.message, `If its data in ${data} is damaged: npm run reset clears all local data, and the next start begins anew.`)
}

/** The refusal that stands for a cause which a part's output names; null where it names none that is known. */
export function knownCause(output: string, message: string, data: string): Refusal | null {
  if (/No space left on device|ENOSPC|NOT_ENOUGH_SPACE/i.test(output)) return diskFull(data)
  if (/Address already in use|EADDRINUSE/i.test(output)) {
    return new Refusal(message, 'Another program took its port a moment ago: start again, or choose other ports (CX_KAFKA_PORT, CX_REGISTRY_PORT, CX_CLICKHOUSE_PORT).')
  }
  if (/OutOfMemoryError|Cannot allocate memory|insufficient memory/i.test(output)) {
    return new Refusal(message, 'The machine has too little free memory: about 1.5 GB are needed.')
  }
  return null
}

interface LogLine {
  readonly level?: string
  readonly event?: string
  readonly msg?: string
  readonly remedy?: string
  readonly err?: { readonly message?: string; readonly remedy?: string }
}

/** Why a service ended, from its log: message and remedy of its last refusal, else its last error, else its last lines. */
export function endIn(output: string): string {
  const entries = output.split('\n').reverse().map(parse).filter((entry) => entry !== null)
  const entry = entries.find(({ event }) => event === 'service.refused') ?? entries.find(({ level }) => level === 'error' || level === 'fatal')
  if (!entry) return lastLines(output, 5)
  return [entry.err?.message ?? entry.msg, entry.remedy ?? entry.err?.remedy].filter(Boolean).join('\n')
}

/** A line of a log as a person reads it: the message of a JSON line, anything else as it is. */
export const readable = (line: string): string => parse(line)?.msg ?? line

function parse(line: string): LogLine | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return null // Not all that starts like JSON is.
  }
}
