import type { Log } from '../shared/log.ts'
import type { Database } from './ports.ts'

/** What is known about the database without asking it. */
export interface DatabaseWatch {
  /** What keeps the api from answering, for people; empty: nothing. */
  missing(): string[]
  stop(): void
}

const everyMs = 1000

/** Asks the database once a second whether it answers, and logs when that changes. */
export function watchDatabase(database: Database, log: Log): DatabaseWatch {
  let state: 'unknown' | 'answers' | 'away' = 'unknown'

  async function ask(): Promise<void> {
    const now = (await database.answers()) ? 'answers' : 'away'
    if (now === 'away' && state !== 'away') log.warn({ event: 'dependency.waiting', dependency: 'clickhouse' }, 'ClickHouse does not answer')
    if (now === 'answers' && state === 'away') log.info({ event: 'dependency.back', dependency: 'clickhouse' }, 'ClickHouse answers again')
    state = now
  }

  void ask()
  const timer = setInterval(() => void ask(), everyMs)
  return {
    missing: () => (state === 'answers' ? [] : ['ClickHouse does not answer']),
    stop: () => clearInterval(timer),
  }
}
