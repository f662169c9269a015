import { ClickHouseError, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client'
import { openClickHouse, quotedName, type ClickHouseAddress } from '../../shared/clickhouse.ts'
import { Refusal } from '../../shared/refusal.ts'

/** A record of the timeline as the sink has stored it. */
export interface ArchivedRecord {
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer>>
}

/** What there is of one partition, and can be replayed: offsets `from` to `until`, exclusive. */
export interface ArchivedPartition {
  readonly partition: number
  /** The first settings: nothing can be scored before them. */
  readonly from: number
  readonly until: number
  /** Broker time of the last record, epoch ms. */
  readonly lastAt: number
}

/** The archive of one deployment. All that it is asked throws a Refusal where ClickHouse does not answer. */
export interface Archive {
  /** In order. Throws a Refusal where there is no archive, or one with gaps. */
  partitions(): Promise<ArchivedPartition[]>
  /** Some MB of records from an offset on, each once and none left out; none at the end. Throws a Refusal where one is missing. */
  read(of: ArchivedPartition, from: number): Promise<ArchivedRecord[]>
  /** The value of the last settings. */
  latestSettings(): Promise<Buffer>
  close(): Promise<void>
}

/** Tables of which ClickHouse knows nothing: code 60, and databases: 81. */
const unknown = new Set(['60', '81'])
/** The server ends an answer with the block that passes this; blocks of large values have few rows. */
const chunk = { max_result_bytes: '8000000', result_overflow_mode: 'break' } as const
const chunkRows = 20_000
/** How a value of the kind SETTINGS begins: the format byte, and the kind's number in Avro. */
const isSettings = 'startsWith(assumeNotNull(value), char(1, 0))'
const shownGaps = 5

/** What a replay ends with when `signal` says so. */
export const stopped = (): Refusal => new Refusal('Stopped before the end.', 'The same command goes on from here.', 1)

/** Opens the archive of a deployment; asks nothing yet. Aborted, whatever it is asked throws `stopped` at once. */
export function openArchive(address: ClickHouseAddress, deployment: string, signal: AbortSignal): Archive {
  const client = openClickHouse({ ...address, application: 'cx-replay', timeoutMs: 300_000 })
  const source: Source = { address, deployment, client, signal, table: `${quotedName(deployment)}.timeline_archive` }
  return {
    partitions: () => partitionsOf(source),
    read: (of, from) => readFrom(source, of, from),
    latestSettings: () => latestSettings(source),
    close: () => client.close(),
  }
}

interface Source {
  readonly address: ClickHouseAddress
  readonly deployment: string
  readonly client: ClickHouseClient
  readonly signal: AbortSignal
  /** As SQL wants it. */
  readonly table: string
}

async function ask<T extends readonly unknown[]>(source: Source, query: string, parameters: Record<string, unknown> = {}, settings: ClickHouseSettings = {}): Promise<T[]> {
  const { client, address, signal } = source
  try {
    const result = await client.query({ query, query_params: parameters, format: 'JSONCompactEachRow', abort_signal: signal, clickhouse_settings: { output_format_json_quote_64bit_integers: 0, ...settings } })
    return await result.json<T>() as T[]
  } catch (error) {
    if (signal.aborted) throw stopped()
    if (error instanceof ClickHouseError && unknown.has(error.code)) throw none(source)
    throw new Refusal(`ClickHouse at ${address.url} cannot be asked: ${(error as Error).message.split('\n')[0]}`,
      'Set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and where it is by --clickhouse or CLICKHOUSE_URL. The same command goes on from here.', 1)
  }
}

const none = ({ address, deployment }: Source) => new Refusal(`ClickHouse at ${address.url} has no archive of a timeline of "${deployment}".`,
  'Say whose it is by --from-deployment, and where by --clickhouse. The sink of this build makes one, unless CX_ARCHIVE is off.')

const gap = ({ deployment }: Source, partition: number, offsets: string) => new Refusal(
  `The archive of "${deployment}" lacks records of partition ${partition}: offsets ${offsets}. A replay without them would score another history.`,
  `Where Kafka still has them: CX_DEPLOYMENT=${deployment} npm run cx -- rebuild clickhouse --table timeline_archive`)

async function partitionsOf(source: Source): Promise<ArchivedPartition[]> {
  const found = await ask<[number, number, number, number, number]>(source, `SELECT record_partition, count(), min(record_offset), max(record_offset), toUnixTimestamp64Milli(argMax(recorded_at, record_offset))
    FROM ${source.table} GROUP BY record_partition ORDER BY record_partition`)
  if (found.length === 0) throw none(source)
  const partitions: ArchivedPartition[] = []
  for (const [index, [partition, count, first, last, lastAt]] of found.entries()) {
    if (partition !== index) throw gap(source, index, 'all')
    if (count !== last - first + 1) await checkGaps(source, partition)
    partitions.push({ partition, until: last + 1, lastAt, from: await firstSettings(source, partition) })
  }
  return partitions
}

async function checkGaps(source: Source, partition: number): Promise<void> {
  const gaps = await ask<[number, number]>(source, `SELECT before + 1, record_offset - 1 FROM (
    SELECT record_offset, lagInFrame(record_offset, 1, record_offset) OVER (ORDER BY record_offset ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before FROM ${source.table} WHERE record_partition = {partition:UInt32}
  ) WHERE record_offset > before + 1 ORDER BY record_offset LIMIT ${shownGaps + 1}`, { partition })
  if (gaps.length === 0) return
  const shown = gaps.slice(0, shownGaps).map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ')
  throw gap(source, partition, gaps.length > shownGaps ? `${shown} and more` : shown)
}

async function firstSettings(source: Source, partition: number): Promise<number> {
  const [found] = await ask<[number]>(source, `SELECT record_offset FROM ${source.table} WHERE record_partition = {partition:UInt32} AND ${isSettings} ORDER BY record_offset LIMIT 1`, { partition })
  if (found) return found[0]
  throw new Refusal(`The archive of "${source.deployment}" has no settings in partition ${partition}: nothing of it can be scored.`, 'Settings are repeated every day: wait for the next, or run the set-up job of that deployment with --settings-only.')
}

async function latestSettings(source: Source): Promise<Buffer> {
  const [found] = await ask<[string]>(source, `SELECT base64Encode(value) FROM ${source.table} WHERE record_partition = 0 AND ${isSettings} ORDER BY record_offset DESC LIMIT 1`)
  return bytes(found![0])
}

async function readFrom(source: Source, { partition, until }: ArchivedPartition, from: number): Promise<ArchivedRecord[]> {
  const found = await ask<[number, string | null, string | null, Record<string, string>]>(source, `SELECT record_offset, base64Encode(key), base64Encode(value), mapApply((name, header) -> (name, base64Encode(header)), headers)
    FROM ${source.table} WHERE record_partition = {partition:UInt32} AND record_offset >= {from:UInt64} AND record_offset < {until:UInt64} ORDER BY record_offset LIMIT ${chunkRows}`, { partition, from, until }, chunk)
  // A row that is there twice says the same twice.
  const records = found.filter(([offset], i) => offset !== found[i - 1]?.[0]).map(([offset, key, value, headers]): ArchivedRecord => ({
    offset, key: bytes(key), value: bytes(value), headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, bytes(header)])),
  }))
  const wrong = records.findIndex(({ offset }, i) => offset !== from + i)
  if (wrong >= 0 || (records.length === 0 && from < until)) throw gap(source, partition, `from ${from + Math.max(0, wrong)} on`)
  return records
}

const bytes = <T extends string | null>(base64: T) => (base64 === null ? null : Buffer.from(base64, 'base64')) as T extends string ? Buffer : Buffer | null
