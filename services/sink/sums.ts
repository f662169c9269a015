import type { Statements } from './attempt.ts'
import { repairSettings, type SumsFeed } from './feeds.ts'

/** What is held against each other, as queries: the facts by the view's own query, and the rows of the sums. */
export interface Shares {
  readonly facts: string
  readonly sums: string
}

/** The share of one partition in the sums of the keys that a batch touches; `facts` and `batch` are tables, named as SQL wants it. */
export function sharesOf({ target, key, over }: SumsFeed, { partition, facts, batch }: { readonly partition: number; readonly facts: string; readonly batch: string }): Shares {
  const keys = key.join(', ')
  const touched = `(${keys}) IN (SELECT ${keys} FROM (${over(batch)}))`
  const own = over(`(SELECT * FROM ${facts} WHERE record_partition = ${partition} AND _partition_id IN (SELECT DISTINCT _partition_id FROM ${batch}))`)
  return { facts: `SELECT * FROM (${own}) WHERE ${touched}`, sums: `SELECT * FROM ${target} WHERE ${touched}` }
}

/**
 * Puts sums right by their facts: what they lack of them, or have too much, is added to them as one insert. Gives how many facts that was, without sign. Exact where nothing of the
 * same share is being stored meanwhile, which `queryId`, that of all its inserts, makes ClickHouse itself see to; harmless when repeated. Throws ClickHouse's errors.
 */
export async function settleSums(client: Statements, feed: SumsFeed, { queryId, ...shares }: Shares & { readonly queryId: string }): Promise<number> {
  const { target, key, sums } = feed
  const difference = differenceOf(feed, shares)
  const result = await client.query({ query: `SELECT toUInt32(sum(abs(d0))) AS facts FROM (${difference})`, format: 'JSONEachRow' })
  const [{ facts } = { facts: 0 }] = await result.json<{ facts: number }>()
  if (facts === 0) return 0
  const columns = [...key, ...sums.map(({ name }) => name)].join(', ')
  await client.command({ query: `INSERT INTO ${target} (${columns}) ${difference}`, query_id: queryId, clickhouse_settings: repairSettings })
  return facts
}

/** By key: what the facts give less what the sums say, where their counts differ. Only counts decide: sums of fractions depend on the order of adding. */
function differenceOf({ key, sums }: SumsFeed, shares: Shares): string {
  const keys = key.join(', ')
  const signed = (sign: '' | '-') => sums.map(({ name, type }, i) => `${sign}CAST(${name}, '${type}') AS s${i}`).join(', ')
  const names = sums.map((_, i) => `d${i}`).join(', ')
  const isOff = sums.flatMap(({ type }, i) => (type === 'Int64' ? [`d${i} != 0`] : [])).join(' OR ')
  return `SELECT ${keys}, ${names} FROM (
    SELECT ${keys}, ${sums.map((_, i) => `sum(s${i}) AS d${i}`).join(', ')} FROM (
      SELECT ${keys}, ${signed('')} FROM (${shares.facts}) UNION ALL SELECT ${keys}, ${signed('-')} FROM (${shares.sums})
    ) GROUP BY ${keys}
  ) WHERE ${isOff}`
}
