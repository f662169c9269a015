import type { AccountScore, AlertEvent } from '../../../schemas/types.ts'
import { checkAlerts } from './alerts.ts'
import { checkDerived, checkRows, openTables, type Positioned, type Tables } from './clickhouse.ts'
import { Differences } from './differences.ts'
import { checkFailed } from './failed.ts'
import { checkDays, checkFed, noteDay, type LastOfDays } from './fed.ts'
import { readInputs } from './inputs.ts'
import { openLogs, type Logs } from './log.ts'
import { checkResolving } from './resolving.ts'
import { checkPartition, type Scored } from './scoring.ts'
import { checkSums } from './sums.ts'
import { durationMs, settingsOf } from './time.ts'
import { checkAgainstInputs, readLog, type Entry } from './timeline.ts'
import { decodeOutput, openSchemas, type ContractName, type Contracts } from './wire.ts'

/** A deployment that is at rest: everything published has been processed, nothing is being written. */
export interface AtRest {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly clickhouseUrl: string
  readonly deployment: string
}

/** What was compared, for the report. */
export interface Verified {
  readonly differences: Differences
  readonly inputs: number
  readonly timeline: number
  readonly repeats: number
  readonly interactions: number
  readonly scores: number
  readonly alerts: number
  readonly failed: number
  readonly waiting: number
  readonly counts: Scored['counts']
}

/** Reads everything that a deployment has taken in and given out, and compares it with what the contracts say that it must be. */
export async function verify({ brokers, registryUrl, clickhouseUrl, deployment }: AtRest): Promise<Verified> {
  const differences = new Differences()
  const logs = openLogs(brokers)
  const tables = openTables(clickhouseUrl, deployment)
  try {
    const timeline = await readLog(logs, deployment, 'timeline', differences)
    const byContact = await readLog(logs, deployment, 'by-contact', differences)
    const skewMs = durationMs(settingsOf(timeline.partitions[0]!).model.score.maxFutureSkew)
    const inputs = await readInputs(logs, openSchemas(registryUrl), deployment, skewMs)
    checkAgainstInputs(inputs, timeline, differences)
    checkAgainstInputs(inputs, byContact, differences)
    const resolved = checkResolving(byContact, timeline, differences)
    const totals = await checkOutputs({ logs, tables, deployment, differences }, timeline.partitions)
    const failedEvents = await Promise.all(timeline.partitions.map((_, partition) => decoded(logs, `${deployment}.failed-events`, partition, 'failed-event')))
    const failed = await checkFailed({ partitions: failedEvents, deployment, inputs, resolved, actions: totals.actions, tables }, differences)
    await checkDerived(tables, { ...totals, failed }, differences)
    await checkDays(tables, totals.days, differences)
    return {
      differences, repeats: timeline.repeats + byContact.repeats, interactions: totals.interactions, scores: totals.scores, alerts: totals.alerts.length,
      counts: totals.counts, inputs: sum([...inputs.values()]), timeline: sum(timeline.partitions), failed: failed.size, waiting: resolved.waiting,
    }
  } finally {
    await logs.close()
  }
}

const sum = (lists: readonly (readonly unknown[])[]) => lists.reduce((total, { length }) => total + length, 0)

async function decoded<N extends ContractName>(logs: Logs, topic: string, partition: number, name: N): Promise<Positioned<Contracts[N]>[]> {
  const found: Positioned<Contracts[N]>[] = []
  await logs.read(topic, partition, ({ offset, value }) => found.push({ offset, value: decodeOutput(name, value!) }))
  return found
}

interface Place {
  readonly logs: Logs
  readonly tables: Tables
  readonly deployment: string
  readonly differences: Differences
}

/** Interactions, scores and alerts with their rows, one partition after another. */
async function checkOutputs({ logs, tables, deployment, differences }: Place, timeline: readonly (readonly Entry[])[]) {
  const totals = { interactions: 0, scores: 0, counts: { accepted: 0, duplicates: 0, superseded: 0, corrections: 0, acted: 0 } }
  const [last, days, alerts, actions] = [new Map<string, AccountScore>(), new Map() as LastOfDays, [] as AlertEvent[], [] as Entry[]]
  const valuesOf = <T>(records: readonly Positioned<T>[]) => records.map(({ value }) => value)
  for (const [partition, entries] of timeline.entries()) {
    const read = <N extends ContractName>(topic: string, name: N) => decoded(logs, `${deployment}.${topic}`, partition, name)
    const own = { interactions: await read('interactions', 'interaction'), scores: await read('scores', 'account-score'), alerts: await read('alerts', 'alert') }
    const outputs = { interactions: valuesOf(own.interactions), scores: valuesOf(own.scores), alerts: valuesOf(own.alerts) }
    const scored = checkPartition(partition, entries, outputs, differences)
    checkAlerts(outputs.alerts, differences)
    for (const topic of ['interactions', 'scores', 'alerts'] as const) await checkRows<unknown>(tables, topic, partition, own[topic], differences)
    await checkSums(tables, partition, outputs.interactions, differences)
    await checkFed(tables, partition, own.interactions, differences)
    for (const score of own.scores) noteDay(days, score)
    for (const score of outputs.scores) last.set(score.accountId, score)
    for (const alert of outputs.alerts) alerts.push(alert)
    actions.push(...scored.failedActions)
    totals.interactions += outputs.interactions.length
    totals.scores += outputs.scores.length
    for (const key of Object.keys(totals.counts) as (keyof Scored['counts'])[]) totals.counts[key] += scored.counts[key]
  }
  return { ...totals, last, days, alerts, actions }
}
