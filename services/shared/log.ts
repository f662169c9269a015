import { pino } from 'pino'
import type { DestinationStream } from 'pino'
import type { LogEvent } from '../log-events.ts'

/** What a log line carries: its event, and whatever varies. Errors go under `err`; what users sent goes under `data`. */
export type LogFields = { readonly event: LogEvent; readonly err?: unknown } & Readonly<Record<string, unknown>>

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** A service's log: one JSON line each, object first, then a constant message. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  /** A log whose lines also carry these fields. */
  child(fields: Readonly<Record<string, unknown>>): Log
}

export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel
  /** Default: standard output, written synchronously, so that nothing is lost when the process ends. */
  readonly destination?: DestinationStream
}

/** The log of the named service. */
export function createLog(service: string, options: LogOptions = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  return pino(settings, options.destination ?? pino.destination({ fd: 1, sync: true }))
}
