import { setInterval as every } from 'node:timers/promises'
import { followAlerts } from './alerts.ts'
import { readCounters, statusLine } from './counters.ts'
import type { Screen } from './screen.ts'
import type { ServiceRun } from './services.ts'

export interface Watch {
  readonly env: NodeJS.ProcessEnv
  readonly deployment: string
  readonly runs: readonly ServiceRun[]
  readonly screen: Screen
  readonly signal: AbortSignal
  /** Gets the Kafka client's own lines. */
  readonly logFile: string
}

/** Shows what the running system does, until the signal: counters, and each alert as it fires. */
export function watch({ env, deployment, runs, screen, signal, logFile }: Watch): void {
  void showCounters(runs, screen, signal).catch(() => {})
  void followAlerts({
    brokers: (env['KAFKA_BROKERS'] ?? '').split(','), registryUrl: env['SCHEMA_REGISTRY_URL'] ?? '', deployment, logFile, signal, onAlert: screen.say,
  }).catch((error: Error) => {
    if (!signal.aborted) screen.say(`alerts are no longer shown here: ${error.message}`)
  })
}

async function showCounters(runs: readonly ServiceRun[], screen: Screen, signal: AbortSignal): Promise<void> {
  for await (const _ of every(screen.isTerminal ? 1000 : 10_000, null, { signal })) screen.status(statusLine(await readCounters(runs)))
}
