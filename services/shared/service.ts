import { setTimeout as sleep } from 'node:timers/promises'
import { exitCodeFor } from './ending.ts'
import type { Log } from './log.ts'

/** What is to be closed at the end, the last first. */
export interface Closing {
  add(close: () => Promise<void> | void): void
}

export interface ServiceOptions {
  readonly log: Log
  /** Builds the service; what it opens it adds to `closing` at once. Resolves with `done`, which rejects when the service cannot go on. */
  start(closing: Closing): Promise<{ readonly done: Promise<unknown> }>
}

const stopWithinMs = 10_000
const exitWithinMs = 500

/**
 * Runs a service until SIGTERM or SIGINT, or until it fails; closes what it opened; gives the exit code: 0 after a signal, a Refusal's own,
 * 1 for what nobody expected (rejections and exceptions that nobody handled among it).
 */
export async function runService({ log, start }: ServiceOptions): Promise<number> {
  const closers: (() => Promise<void> | void)[] = []
  const ended = Promise.withResolvers<{ readonly error: unknown } | { readonly signal: string }>()
  const onError = (error: unknown) => ended.resolve({ error })
  const onSignal = (signal: string) => ended.resolve({ signal })
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal).on('unhandledRejection', onError).on('uncaughtException', onError)
  start({ add: (close) => closers.push(close) }).then(({ done }) => done).catch(onError)
  const reason = await ended.promise
  if ('signal' in reason) log.info({ event: 'service.stopping', signal: reason.signal }, 'stopping')
  const code = 'error' in reason ? exitCodeFor(reason.error, log) : 0
  await Promise.race([closeAll(closers, log), sleep(stopWithinMs, undefined, { ref: false })])
  log.info({ event: 'service.stopped', code }, 'stopped')
  // What was not closed in time must not keep the process alive.
  setTimeout(() => process.exit(code), exitWithinMs).unref()
  return code
}

async function closeAll(closers: readonly (() => Promise<void> | void)[], log: Log): Promise<void> {
  for (const close of closers.toReversed()) {
    try {
      await close()
    } catch (error) {
      log.warn({ event: 'service.stopping', err: error }, 'Something did not close as it should')
    }
  }
}
