import type { AccountScore, AlertEvent, FailedEvent, Interaction } from '../../../schemas/types.ts'
import { close, type Differences } from './differences.ts'

/** A decoded record of an output topic, with the position that its row must name. */
export interface Positioned<T> {
  readonly offset: number
  readonly value: T
}

/** ClickHouse's tables over HTTP. */
export interface Tables {
  rows<T extends readonly unknown[]>(sql: string): Promise<T[]>
}

/** Reads one database; `{db}` in the SQL stands for it. */
export function openTables(url: string, database: string): Tables {
  return {
    async rows<T extends readonly unknown[]>(sql: string): Promise<T[]> {
      const parameters = new URLSearchParams({ output_format_json_quote_64bit_integers: '0', wait_end_of_query: '1' })
      const body = `${sql.replaceAll('{db}', `\`${database}\``)} FORMAT JSONCompactEachRow`
      // A comparison can take longer than the server keeps an idle connection: each question has one of its own.
      const response = await fetch(`${url}/?${parameters}`, { method: 'POST', body, headers: { connection: 'close' } })
      const text = await response.text()
      if (!response.ok) throw new Error(`ClickHouse: ${text.slice(0, 500)}`)
      return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as T)
    },
  }
}

interface Compared<T> {
  readonly table: string
  readonly columns: string
  readonly identity: (value: T) => readonly unknown[]
}

const interactions: Compared<Interaction> = {
  table: 'interactions', columns: 'account_id, event_id, score_after, observation_value, log_offset',
  identity: (i) => [i.accountId, i.eventId, i.scoreAfter, i.value, i.logOffset],
}
const scores: Compared<AccountScore> = {
  table: 'score_history', columns: 'account_id, toUnixTimestamp64Milli(at), score, evidence, log_offset',
  identity: (s) => [s.accountId, s.at, s.score, s.evidence, s.logOffset],
}
const alerts: Compared<AlertEvent> = {
  table: 'alert_events', columns: 'alert_id, sequence, toString(status), score_after, log_offset',
  identity: (a) => [a.alertId, a.sequence, a.status, a.scoreAfter, a.logOffset],
}
const failedEvents: Compared<FailedEvent> = {
  table: 'failed_events', columns: 'failure_id, toString(code)', identity: (f) => [f.failureId, f.code],
}
const compared = { interactions, scores, alerts, 'failed-events': failedEvents } as const
export type StoredTopic = keyof typeof compared

/** One partition of a topic against its rows: each record is one row, at its position, with its figures; nothing else is there. */
export async function checkRows<T>(
  tables: Tables, topic: StoredTopic, partition: number, records: readonly Positioned<T>[], differences: Differences,
): Promise<void> {
  const { table, columns, identity } = compared[topic] as unknown as Compared<T>
  // Failed events are at least once: merges take repeats away, FINAL takes all of them.
  const sql = `SELECT record_offset, ${columns} FROM {db}.${table} WHERE record_partition = ${partition} ORDER BY record_offset`
  const rows = await tables.rows<[number, ...unknown[]]>(sql)
  const promise = `ClickHouse's ${table} has each record of ${topic} once`
  if (topic === 'failed-events') {
    const known = new Set(records.map(({ offset }) => offset))
    for (const [offset] of rows) if (!known.delete(offset)) differences.add(promise, `a row for offset ${partition}:${offset}, which has none or another one`)
    return
  }
  differences.compareSets(promise, records.map(({ offset }) => `${partition}:${offset}`), rows.map(([offset]) => `${partition}:${offset}`))
  const byOffset = new Map(rows.map(([offset, ...values]) => [offset, values]))
  for (const { offset, value } of records) {
    const [row, wanted] = [byOffset.get(offset), identity(value)]
    if (row && !row.every((each, i) => each === wanted[i] || (typeof each === 'number' && close(each, wanted[i] as number)))) {
      differences.add(`rows of ${table} say what the records say`, `${partition}:${offset}: ${JSON.stringify(row)}, expected ${JSON.stringify(wanted)}`)
    }
  }
}

/** What the topics hold in all. */
export interface Totals {
  readonly last: ReadonlyMap<string, AccountScore>
  readonly alerts: readonly AlertEvent[]
  /** FailureIds. */
  readonly failed: ReadonlySet<string>
}

/** The tables that materialized views feed: latest scores and latest alerts; and the failed events. */
export async function checkDerived(
  tables: Tables, all: Totals, differences: Differences,
): Promise<void> {
  const text = (id: string, score: number, offset: number) => `${id} ${score.toPrecision(12)} at ${offset}`
  const latest = await tables.rows<[string, number, number]>('SELECT account_id, score, log_offset FROM {db}.account_scores FINAL')
  differences.compareSets('account_scores FINAL has the last score of each account',
    [...all.last].map(([id, s]) => text(id, s.score, s.logOffset)), latest.map(([id, score, offset]) => text(id, score, offset)))
  const lastSteps = new Map(all.alerts.map((a) => [a.alertId, `${a.alertId}#${a.sequence} ${a.status}`]))
  const steps = await tables.rows<[string, number, string]>('SELECT alert_id, sequence, toString(status) FROM {db}.alerts FINAL')
  differences.compareSets('alerts FINAL has the last step of each alert', lastSteps.values(), steps.map(([id, sequence, status]) => `${id}#${sequence} ${status}`))
  const failed = await tables.rows<[string]>('SELECT failure_id FROM {db}.failed_events FINAL')
  differences.compareSets('failed_events FINAL has each failed event once', all.failed, failed.map(([id]) => id))
}
