import type { ClickHouseClient } from '@clickhouse/client'
import type { Registry } from '../shared/avro/registry.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { Relinquished } from './attempt.ts'
import { createClickHouseStore, isStillRunning } from './clickhouse.ts'
import { decoderOf } from './decoder.ts'
import { feedsOf } from './feeds.ts'
import { createSinkMetrics } from './metrics.ts'
import type { Reconciled } from './ports.ts'
import { rebuildFromFacts, rebuildFromTopic, type FromFactsOptions, type FromTopicOptions, type StoredRange } from './rebuild.ts'
import { checkClickHouse } from './start-checks.ts'
import { tables, type Table } from './tables.ts'

/** What stands in the sink's commits, for whoever sets one by hand. */
export { formatMetadata, parseMetadata } from './intent.ts'
export { checkLastRead } from './last-read.ts'
export { groupOf, tables } from './tables.ts'

export interface ByHandOptions {
  readonly client: ClickHouseClient
  readonly database: string
  readonly reader: LogReader
  readonly registry: Registry
  readonly log: Log
}

/** The sink's work as a person may order it: its tables with what can be done for each. */
export interface ByHand {
  readonly facts: readonly { readonly name: string; readonly topic: Table['topic']; readonly group: Table['group']; fromTopic(range: StoredRange, progress: Pick<FromTopicOptions, 'signal' | 'onProgress' | 'onSurplus'>): Promise<Reconciled> }[]
  readonly derived: readonly { readonly name: string; readonly facts: string; readonly kind: 'latest' | 'sums'; fromFacts(progress: Pick<FromFactsOptions, 'from' | 'onMonth'>): Promise<number> }[]
}

/** A person who waits is told what is wrong after some seconds; only the sink's own queries are waited for longer, a minute or two. Whoever was displaced by another leaves it the field. */
const endures = (error: unknown, failures: number): boolean => !(error instanceof Relinquished) && failures < (isStillRunning(error) ? 150 : 8)

/** With the formats above the one door to the sink from outside: `cx rebuild clickhouse` does by hand what the sink does after a crash. Throws what the sink's start checks throw. */
export async function openByHand({ client, database, reader, registry, log }: ByHandOptions): Promise<ByHand> {
  const types = await checkClickHouse(client, database, tables)
  const store = createClickHouseStore({ client, database, types, log, metrics: createSinkMetrics((topic) => topic).metrics, endures })
  const derived = await Promise.all(tables.map(async (table) => (await feedsOf(client, database, table.table)).map((feed) => ({
    name: feed.name, facts: table.table, kind: feed.kind,
    fromFacts: (progress: Pick<FromFactsOptions, 'from' | 'onMonth'>) => rebuildFromFacts({ client, database, table, feed, ...progress }),
  }))))
  return {
    facts: tables.map((table) => {
      const decode = decoderOf(table, registry)
      return { name: table.table, topic: table.topic, group: table.group, fromTopic: (range, progress) => rebuildFromTopic({ reader, store, table, decode, ...progress }, range) }
    }),
    derived: derived.flat(),
  }
}
