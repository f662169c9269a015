import type { ClickHouseClient } from '@clickhouse/client'
import { tables } from '../../services/sink/tables.ts'
import type { TopicName } from '../../services/topology.ts'

/** Puts events into ClickHouse as the sink would, without Kafka; offsets count from `from`. */
export async function storeRows(client: ClickHouseClient, topic: TopicName, events: readonly object[], from = 0): Promise<void> {
  const { table, columns, values } = tables.find((each) => each.topic === topic)!
  await client.insert({
    table, columns: [...columns] as [string, ...string[]], format: 'JSONCompactEachRow',
    values: events.map((event, i) => [...values(event), 0, from + i, Date.UTC(2026, 9, 1)]),
    clickhouse_settings: { insert_deduplication_token: `${topic}:${from}`, async_insert: 0 },
  })
}
