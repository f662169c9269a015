import type { ClickHouseClient } from '@clickhouse/client'
import { noDeduplication, type SumsFeed } from './feeds.ts'

/** Where a partition's share of the sums comes from. */
export interface SumsSource {
  readonly partition: number
  /** The table of facts, and a table of the same columns that names what is to be held against it; both named as SQL wants it. */
  readonly facts: string
  readonly batch: string
  /** Of all that changes the partition's rows. */
  readonly queryId: string
}

/**
 * Puts right what a partition's share of the sums says of the keys that a batch touches: the facts are added up again, and what the sums lack of them, or have
 * too much, is added to them as one insert. Gives how many facts that was, without sign. Exact where nothing else of the partition is being stored meanwhile; harmless
 * when repeated. Throws ClickHouse's errors.
 */
export async function settleSums(client: ClickHouseClient, feed: SumsFeed, source: SumsSource): Promise<number> {
  const { target, key, sums } = feed
  const difference = differenceOf(feed, source)
  const result = await client.query({ query: `SELECT toUInt32(sum(abs(d0))) AS facts FROM (${difference})`, format: 'JSONEachRow' })
  const [{ facts } = { facts: 0 }] = await result.json<{ facts: number }>()
  if (facts === 0) return 0
  const columns = [...key, ...sums.map(({ name }) => name)].join(', ')
  await client.command({ query: `INSERT INTO ${target} (${columns}) ${difference}`, query_id: source.queryId, clickhouse_settings: noDeduplication })
  return facts
}

/** By key: what the facts give less what the sums say, where their counts differ. Only counts decide: sums of fractions depend on the order of adding. */
function differenceOf({ target, key, sums, over }: SumsFeed, { partition, facts, batch }: SumsSource): string {
  const keys = key.join(', ')
  const signed = (sign: '' | '-') => sums.map(({ name, type }, i) => `${sign}CAST(${name}, '${type}') AS s${i}`).join(', ')
  const names = sums.map((_, i) => `d${i}`).join(', ')
  const isOff = sums.flatMap(({ type }, i) => (type === 'Int64' ? [`d${i} != 0`] : [])).join(' OR ')
  const touched = `(${keys}) IN (SELECT ${keys} FROM (${over(batch)}))`
  const ofPartition = `(SELECT * FROM ${facts} WHERE record_partition = ${partition} AND _partition_id IN (SELECT DISTINCT _partition_id FROM ${batch}))`
  return `SELECT ${keys}, ${names} FROM (
    SELECT ${keys}, ${sums.map((_, i) => `sum(s${i}) AS d${i}`).join(', ')} FROM (
      SELECT ${keys}, ${signed('')} FROM (${over(ofPartition)}) WHERE ${touched}
      UNION ALL SELECT ${keys}, ${signed('-')} FROM ${target} WHERE ${touched}
    ) GROUP BY ${keys}
  ) WHERE ${isOff}`
}
