import type { Log } from './log.ts'

/** What is known about something that a service needs, without asking it. */
export interface Watch {
  /** What keeps the service from working, for people; empty: nothing. */
  missing(): string[]
  /** Resolves when nothing is asked any more. */
  stop(): Promise<void>
}

export interface Watched {
  readonly dependency: 'ClickHouse' | 'Kafka'
  /** What is missing, for people, where it does not answer. */
  readonly absence: string
  /** Rejects where it does not answer. */
  ask(): Promise<void>
  readonly log: Log
}

const everyMs = 1000

/** Asks once a second whether something answers, and logs when that changes. It counts as missing until it has answered once. */
export function watch({ dependency, absence, ask, log }: Watched): Watch {
  let state: 'unknown' | 'answers' | 'away' = 'unknown'
  let asking: Promise<void> | null = null
  const named = dependency.toLowerCase()

  async function look(): Promise<void> {
    const error = await ask().then(() => null, (reason: unknown) => reason)
    if (error !== null && state !== 'away') log.warn({ event: 'dependency.waiting', dependency: named, err: error }, absence)
    if (error === null && state === 'away') log.info({ event: 'dependency.back', dependency: named }, `${dependency} answers again`)
    state = error === null ? 'answers' : 'away'
  }
  // A question that hangs is not asked again beside itself.
  const lookOnce = () => { asking ??= look().finally(() => { asking = null }) }

  lookOnce()
  const timer = setInterval(lookOnce, everyMs)
  return {
    missing: () => (state === 'answers' ? [] : [absence]),
    async stop() {
      clearInterval(timer)
      await asking
    },
  }
}
