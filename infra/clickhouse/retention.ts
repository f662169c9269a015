import { openClickHouse, quotedName, type ClickHouseAddress } from '../../services/shared/clickhouse.ts'
import type { Log } from '../../services/shared/log.ts'

/** By what a row's age is counted, for each table whose rows can be let go. Tables of latest states are not among them: they have a row an account, alert or goal. */
const ages = {
  interactions: 'toDateTime(occurred_at)',
  survey_events: 'toDateTime(occurred_at)',
  observations: 'toDateTime(occurred_at)',
  experience_by_day: 'day',
  score_history: 'toDateTime(at)',
  account_days: 'day',
  alert_events: 'toDateTime(at)',
  failed_events: 'toDateTime(at)',
  delivery_attempts: 'toDateTime(at)',
  timeline_archive: 'toDateTime(recorded_at)',
} as const

export type AgingTable = keyof typeof ages

/** How many days a table's rows are kept; null: for ever. */
export type Retention = ReadonlyMap<AgingTable, number | null>

/** What a retention looks like as text; completes "must be …". */
export const retentionForm = `table=days or table=forever, several separated by commas, of the tables ${Object.keys(ages).join(', ')}`

/** Reads `interactions=730,failed_events=forever`; empty gives none. Null where it is not of that form. */
export function parseRetention(text: string): Retention | null {
  const pairs = text.split(',').map((pair) => pair.trim()).filter(Boolean).map((pair) => /^(\w+)=([1-9]\d{0,4}|forever)$/.exec(pair))
  if (!pairs.every((match) => match !== null && Object.hasOwn(ages, match[1]!))) return null
  return new Map(pairs.map((match) => [match![1] as AgingTable, match![2] === 'forever' ? null : Number(match![2])]))
}

/** Makes the tables named keep their rows as long as is said; others stay as they are. Alters only what differs, so that a repeat changes nothing. Throws ClickHouse's errors. */
export async function setRetention({ database, log, ...address }: ClickHouseAddress & { readonly database: string; readonly log: Log }, retention: Retention): Promise<void> {
  if (retention.size === 0) return
  const client = openClickHouse({ ...address, database, application: 'cx-setup', timeoutMs: 120_000 })
  try {
    const query = 'SELECT name, engine_full AS engine FROM system.tables WHERE database = {database:String} AND name IN {tables:Array(String)}'
    const held = await (await client.query({ query, query_params: { database, tables: [...retention.keys()] }, format: 'JSONEachRow' })).json<{ name: AgingTable; engine: string }>()
    for (const { name, engine } of held) {
      const [days, now] = [retention.get(name) ?? null, / TTL (.+?)(?: SETTINGS |$)/s.exec(engine)?.[1] ?? null]
      const wanted = days === null ? null : `${ages[name]} + toIntervalDay(${days})`
      if (now === wanted) continue
      // Rows are let go as parts are merged. To rewrite all parts at once for it would take as long as to store them.
      await client.command({ query: `ALTER TABLE ${quotedName(database)}.${name} ${wanted === null ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`}`, clickhouse_settings: { materialize_ttl_after_modify: 0 } })
      log.info({ event: 'clickhouse.retention', table: name, days, before: now }, 'ClickHouse keeps rows for another time')
    }
  } finally {
    await client.close()
  }
}
