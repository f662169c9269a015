import type { ContractName } from '../../schemas/contracts.ts'
import type { Contracts } from '../../schemas/types.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { TopicName } from '../topology.ts'
import { provenanceColumns, type Cell, type Columns } from './columns.ts'
import { alertColumns, failedEventColumns, interactionColumns, recordColumns, scoreColumns } from './rows.ts'

/** How one topic's records become rows of one table. Tables of latest states and of sums are fed from it by materialized views. */
export interface Table {
  readonly topic: TopicName
  /** What the topic's values are read as; null: its records are kept as they are. */
  readonly contract: ContractName | null
  /** Consumer group, without the deployment's prefix. */
  readonly group: 'sink' | 'archive'
  readonly table: string
  /** All columns, in the order of a row's values. */
  readonly columns: readonly string[]
  /** The values of an event's own columns; those of its provenance follow. */
  readonly values: (event: unknown) => Cell[]
  /** Epoch ms of the time that the table is partitioned by, month by month; null where it is not partitioned. */
  readonly partitionedBy: ((event: unknown) => number) | null
  /** Where merges leave one row of a key, the one with the greatest version: those two columns; null where every row stays. */
  readonly replacing: { readonly key: string; readonly version: string } | null
}

type EventOf<N extends ContractName | null> = N extends ContractName ? Contracts[N] : LogRecord

function define<N extends ContractName | null>(
  contract: N, topic: TopicName, table: string, columns: Columns<EventOf<N>>, partitionedBy: ((event: EventOf<N>) => number) | null,
  replacing: Table['replacing'] = null,
): Table {
  const picks = Object.values(columns)
  return {
    topic, contract, table, replacing, group: contract === null ? 'archive' : 'sink',
    columns: [...Object.keys(columns), ...provenanceColumns],
    values: (event) => picks.map((pick) => pick(event as EventOf<N>)),
    partitionedBy: partitionedBy as Table['partitionedBy'],
  }
}

/** What services have made of the timeline. */
export const outputTables: readonly Table[] = [
  define('interaction', 'interactions', 'interactions', interactionColumns, (event) => event.occurredAt),
  define('account-score', 'scores', 'score_history', scoreColumns, (event) => event.at),
  define('alert', 'alerts', 'alert_events', alertColumns, (event) => event.at),
  define('failed-event', 'failed-events', 'failed_events', failedEventColumns, null, { key: 'failure_id', version: 'attempts' }),
]

/** The timeline itself. A group of its own: it may wait longer for a batch to fill, and be off in some of the processes. */
export const timelineArchive: Table = define(null, 'timeline', 'timeline_archive', recordColumns, (record) => record.timestamp)

export const tables: readonly Table[] = [...outputTables, timelineArchive]

/** The consumer group that reads a table's topic. */
export const groupOf = (deployment: string, { group }: Pick<Table, 'group'>): string => `${deployment}-${group}`
