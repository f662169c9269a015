import type { Log, LogFields } from '../../services/shared/log.ts'

/** A log that keeps its lines. */
export interface KeptLog extends Log {
  readonly lines: (LogFields & { readonly level: string; readonly message: string })[]
}

/** A log that prints nothing and keeps every line for the test to look at. */
export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = []
  const at = (level: string) => (fields: LogFields, message: string) => { lines.push({ ...fields, level, message }) }
  const log: KeptLog = { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log }
  return log
}
