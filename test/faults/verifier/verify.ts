import type { AccountScore, AlertEvent, FailedEvent } from '../../../schemas/types.ts'
import { checkAlerts } from './alerts.ts'
import { checkDerived, checkRows, openTables, type Positioned } from './clickhouse.ts'
import { Differences } from './differences.ts'
import { readInputs, type Inputs } from './inputs.ts'
import { openLogs, type Logs } from './log.ts'
import { checkResolving, type Resolved } from './resolving.ts'
import { checkPartition, type Scored } from './scoring.ts'
import { durationMs, settingsOf } from './time.ts'
import { checkAgainstInputs, readLog } from './timeline.ts'
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
export async function verify(at: AtRest): Promise<Verified> {
  const { deployment } = at
  const differences = new Differences()
  const logs = openLogs(at.brokers)
  try {
    const timeline = await readLog(logs, deployment, 'timeline', differences)
    const byContact = await readLog(logs, deployment, 'by-contact', differences)
    const skewMs = durationMs(settingsOf(timeline.partitions[0]!).model.score.maxFutureSkew)
    const inputs = await readInputs(logs, openSchemas(at.registryUrl), deployment, skewMs)
    checkAgainstInputs(inputs, timeline, differences)
    checkAgainstInputs(inputs, byContact, differences)
    const resolved = checkResolving(byContact, timeline, differences)
    const tables = openTables(at.clickhouseUrl, deployment)
    const totals = { interactions: 0, observations: 0, scores: 0, counts: { accepted: 0, duplicates: 0, superseded: 0, corrections: 0 } }
    const [last, alerts, actions] = [new Map<string, AccountScore>(), [] as AlertEvent[], [] as string[]]
    for (const [partition, entries] of timeline.partitions.entries()) {
      const read = async <N extends ContractName>(topic: string, name: N) => decoded(await logs.all(`${deployment}.${topic}`, partition), name)
      const own = { interactions: await read('interactions', 'interaction'), scores: await read('scores', 'account-score'), alerts: await read('alerts', 'alert') }
      const valuesOf = <T>(records: readonly Positioned<T>[]) => records.map(({ value }) => value)
      const scored = checkPartition(partition, entries, { interactions: valuesOf(own.interactions), scores: valuesOf(own.scores), alerts: valuesOf(own.alerts) }, differences)
      for (const topic of ['interactions', 'scores', 'alerts'] as const) await checkRows<unknown>(tables, topic, partition, own[topic], differences)
      checkAlerts(valuesOf(own.alerts), differences)
      for (const { value } of own.scores) last.set(value.accountId, value)
      alerts.push(...valuesOf(own.alerts))
      actions.push(...scored.actions.map(({ topic, partition: p, offset }) => `${topic}:${p}:${offset}`))
      for (const { value } of own.interactions) if (value.driver !== null) totals.observations++
      totals.interactions += own.interactions.length
      totals.scores += own.scores.length
      for (const key of Object.keys(totals.counts) as (keyof Scored['counts'])[]) totals.counts[key] += scored.counts[key]
    }
    const failed = await checkFailed({ logs, deployment, inputs, resolved, actions, partitions: timeline.partitions.length, tables }, differences)
    await checkDerived(tables, { last, alerts, failed, interactions: totals.interactions, observations: totals.observations }, differences)
    return {
      differences, repeats: timeline.repeats + byContact.repeats, interactions: totals.interactions, scores: totals.scores, alerts: alerts.length, counts: totals.counts,
      inputs: [...inputs.values()].reduce((sum, each) => sum + each.length, 0), timeline: timeline.partitions.reduce((sum, each) => sum + each.length, 0),
      failed: failed.size, waiting: resolved.waiting,
    }
  } finally {
    await logs.close()
  }
}

const decoded = <N extends ContractName>(records: readonly { readonly offset: number; readonly value: Buffer | null }[], name: N): Positioned<Contracts[N]>[] =>
  records.map(({ offset, value }) => ({ offset, value: decodeOutput(name, value!) }))

interface FailedRequest {
  readonly logs: Logs
  readonly deployment: string
  readonly inputs: Inputs
  readonly resolved: Resolved
  readonly actions: readonly string[]
  readonly partitions: number
  readonly tables: ReturnType<typeof openTables>
}

/** Failed events, each at least once, by failureId: the bad inputs with their codes, unresolved contacts, and actions on alerts that are not there. */
async function checkFailed({ logs, deployment, inputs, resolved, actions, partitions, tables }: FailedRequest, differences: Differences): Promise<ReadonlySet<string>> {
  const expected = new Map<string, string>()
  for (const [source, verdicts] of inputs) {
    const [topic, partition] = source.split('/')
    verdicts.forEach((verdict, offset) => verdict.kind === 'failed' && expected.set(`${topic}:${partition}:${offset}`, verdict.code))
  }
  for (const id of resolved.unknown) expected.set(id, 'contact.unknown')
  for (const id of actions) expected.set(id, 'alert')
  const found = new Map<string, string>()
  for (let partition = 0; partition < partitions; partition++) {
    const records = decoded(await logs.all(`${deployment}.failed-events`, partition), 'failed-event')
    await checkRows<FailedEvent>(tables, 'failed-events', partition, records, differences)
    for (const { value: { failureId, code } } of records) {
      const id = failureId.slice(deployment.length + 1)
      if (found.has(id) && found.get(id) !== code) differences.add('a failed event has one code', `${id}: ${code} and ${found.get(id)}`)
      found.set(id, code)
    }
  }
  const name = ([id, code]: readonly [string, string]) => `${id} ${code.startsWith('alert.') ? 'alert' : code}`
  differences.compareSets('failed events are the bad inputs', [...expected].map(name), [...found].map(name))
  return new Set([...found.keys()].map((id) => `${deployment}.${id}`))
}
