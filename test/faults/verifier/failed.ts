import type { FailedEvent } from '../../../schemas/types.ts'
import { checkRows, type Positioned, type Tables } from './clickhouse.ts'
import type { Differences } from './differences.ts'
import type { Inputs } from './inputs.ts'
import type { Resolved } from './resolving.ts'
import type { Entry } from './timeline.ts'

export interface FailedRequest {
  /** All partitions of failed-events. */
  readonly partitions: readonly (readonly Positioned<FailedEvent>[])[]
  readonly deployment: string
  readonly inputs: Inputs
  readonly resolved: Resolved
  readonly actions: readonly Entry[]
  readonly tables: Tables
}

/** Failed events, each at least once: bad inputs with their codes, unresolved contacts, actions on alerts that are not there. Gives their failureIds. */
export async function checkFailed(request: FailedRequest, differences: Differences): Promise<ReadonlySet<string>> {
  const { deployment, partitions, tables } = request
  const found = new Map<string, string>()
  for (const [partition, records] of partitions.entries()) {
    await checkRows<FailedEvent>(tables, 'failed-events', partition, records, differences)
    for (const { value: { failureId, code } } of records) {
      const id = failureId.slice(deployment.length + 1)
      if (found.has(id) && found.get(id) !== code) differences.add('a failed event has one code', `${id}: ${code} and ${found.get(id)}`)
      found.set(id, code)
    }
  }
  const name = ([id, code]: readonly [string, string]) => `${id} ${code.startsWith('alert.') ? 'alert' : code}`
  differences.compareSets('failed events are the bad inputs', [...expectedOf(request)].map(name), [...found].map(name))
  return new Set([...found.keys()].map((id) => `${deployment}.${id}`))
}

/** Codes by failureId without the deployment. */
function expectedOf({ inputs, resolved, actions }: FailedRequest): Map<string, string> {
  const expected = new Map<string, string>()
  for (const [source, verdicts] of inputs) {
    const [topic, partition] = source.split('/')
    verdicts.forEach((verdict, offset) => verdict.kind === 'failed' && expected.set(`${topic}:${partition}:${offset}`, verdict.code))
  }
  for (const id of resolved.unknown) expected.set(id, 'contact.unknown')
  for (const { topic, partition, offset } of actions) expected.set(`${topic}:${partition}:${offset}`, 'alert')
  return expected
}
