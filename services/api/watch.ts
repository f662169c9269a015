import type { Log } from '../shared/log.ts'

/** What is known about something that the api needs, without asking it. */
export interface Watch {
  /** What keeps the api from answering, for people; empty: nothing. */
  missing(): string[]
  stop(): void
}

export interface Watched {
  readonly dependency: 'ClickHouse' | 'Kafka'
  answers(): Promise<boolean>
  readonly log: Log
}

const everyMs = 1000

/** Asks once a second whether something answers, and logs when that changes. It counts as missing until it has answered once. */
export function watch({ dependency, answers, log }: Watched): Watch {
  let state: 'unknown' | 'answers' | 'away' = 'unknown'
  let isAsking = false
  const named = dependency.toLowerCase()

  async function ask(): Promise<void> {
    // An answer can take longer than the time between two questions.
    if (isAsking) return
    isAsking = true
    const now = (await answers().catch(() => false)) ? 'answers' : 'away'
    isAsking = false
    if (now === 'away' && state !== 'away') log.warn({ event: 'dependency.waiting', dependency: named }, 'The api waits for something that does not answer')
    if (now === 'answers' && state === 'away') log.info({ event: 'dependency.back', dependency: named }, 'It answers again')
    state = now
  }

  void ask()
  const timer = setInterval(() => void ask(), everyMs)
  return {
    missing: () => (state === 'answers' ? [] : [`${dependency} does not answer`]),
    stop: () => clearInterval(timer),
  }
}
