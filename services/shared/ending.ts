import type { Log } from './log.ts'
import { Refusal } from './refusal.ts'

/** Logs why a process ends, once, and gives its exit code: a refusal's own, 1 for what nobody expected. */
export function exitCodeFor(error: unknown, log: Log): number {
  if (error instanceof Refusal) {
    // Without the stack: where in the code it was noticed helps nobody who has to put it right.
    log.error({ event: 'service.refused', err: { message: error.message, remedy: error.remedy } }, 'refused')
    return error.exitCode
  }
  log.error({ event: 'service.failed', err: error }, 'failed')
  return 1
}
