import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from '../shared/kafka/back-off.ts'
import type { Log } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'

export interface Awaited {
  /** As people call it: Kafka, the schema registry, ClickHouse. */
  readonly what: string
  readonly address: string
  /** The variable that holds the address. */
  readonly variable: string
  /** Resolves once it answers. */
  readonly attempt: () => Promise<unknown>
}

/** Repeats the attempt until it succeeds, saying what it waits for. Throws a Refusal (exit 75: may be tried again) after `waitMs`. */
export async function untilThere({ what, address, variable, attempt }: Awaited, waitMs: number, log: Log): Promise<void> {
  const since = performance.now()
  for (let failures = 0; ; failures++) {
    try {
      await attempt()
      if (failures > 0) log.info({ event: 'dependency.back', dependency: what, address }, `${what} answers`)
      return
    } catch (error) {
      const { message } = error as Error
      if (performance.now() - since > waitMs) {
        throw new Refusal(`${what} at ${address} has not answered for ${Math.round(waitMs / 1000)} s: ${message}`, `Start it, or set ${variable} to where it is.`, 75)
      }
      if (failures % 10 === 0) log.warn({ event: 'dependency.waiting', dependency: what, address, reason: message }, `waiting for ${what}`)
      await sleep(backOffMs(failures))
    }
  }
}
