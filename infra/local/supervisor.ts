import { setTimeout as wait } from 'node:timers/promises'
import { PartFailed, type Ending, type Part } from './part.ts'
import { failuresInARow, restartDelay, restartPolicy, type RestartPolicy } from './restart-policy.ts'

/** The exit code that says: a restart would not help, somebody has to act. */
const refusedExit = 78

/** What a supervised process did on its own account. */
export type Death =
  | { readonly kind: 'restarting'; readonly how: string; readonly inMs: number; readonly output: string }
  | { readonly kind: 'refused'; readonly output: string }

export interface Supervision {
  readonly name: string
  /** Starts it again. An error counts as one more death. The signal gives the start up. */
  readonly start: (signal: AbortSignal) => Promise<Part>
  readonly onDeath: (death: Death) => void
  readonly onRestart?: () => void
  readonly policy?: RestartPolicy
}

export interface Supervised {
  readonly name: string
  /** The running process; null between two, and for good after a refusal. */
  current(): Part | null
  /** Ends it, and does not start it again. Resolves when it is gone. */
  stop(withinMs: number): Promise<void>
}

/** Keeps a process running: what dies is started again, ever later; what refuses (exit code 78) is not. */
export function supervise(first: Part, { name, start, onDeath, onRestart, policy = restartPolicy }: Supervision): Supervised {
  const stopping = new AbortController()
  let current: Part | null = first
  const ended = keep()

  async function keep(): Promise<void> {
    for (let failures = 0; ; ) {
      const since = performance.now()
      const { ending, output } = await runOnce()
      if (stopping.signal.aborted) return
      if (ending?.code === refusedExit) return onDeath({ kind: 'refused', output })
      failures = failuresInARow(policy, failures, performance.now() - since)
      const inMs = restartDelay(policy, failures, Math.random())
      onDeath({ kind: 'restarting', how: howItEnded(ending), inMs, output })
      await wait(inMs, null, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
    }
  }

  async function runOnce(): Promise<{ ending: Ending | null; output: string }> {
    try {
      if (current === null) {
        current = await start(stopping.signal)
        if (stopping.signal.aborted) await current.stop()
        else onRestart?.()
      }
      const part = current
      return { ending: await part.ended, output: part.output() }
    } catch (error) {
      return { ending: null, output: error instanceof PartFailed ? error.output : String(error) }
    } finally {
      current = null
    }
  }

  return {
    name,
    current: () => current,
    async stop(withinMs) {
      stopping.abort()
      await current?.stop(withinMs)
      await ended
    },
  }
}

const howItEnded = (ending: Ending | null): string => {
  if (ending === null) return 'did not start'
  return ending.signal === null ? `ended with code ${ending.code}` : `was ended by ${ending.signal}`
}
