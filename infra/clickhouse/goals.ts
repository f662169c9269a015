import type { GoalSection } from '../../core/model/model-file.ts'
import { openClickHouse, quotedName, type ClickHouseAddress } from '../../services/shared/clickhouse.ts'

interface GoalRow {
  readonly metric: string
  readonly segment: string
  readonly region: string
  readonly target: number
}

/** Makes the model's goals hold in the table `goals`; others stay. Writes those alone that differ, so that a repeat changes nothing. Throws ClickHouse's errors. */
export async function setGoals({ database, ...address }: ClickHouseAddress & { readonly database: string }, goals: readonly GoalSection[]): Promise<void> {
  if (goals.length === 0) return
  const client = openClickHouse({ ...address, database, application: 'cx-setup', timeoutMs: 30_000 })
  try {
    const held = await (await client.query({ query: `SELECT metric, segment, region, target FROM ${quotedName(database)}.goals FINAL`, format: 'JSONEachRow' })).json<GoalRow>()
    const keyOf = ({ metric, segment, region }: Omit<GoalRow, 'target'>) => JSON.stringify([metric, segment, region])
    const targets = new Map(held.map((goal) => [keyOf(goal), goal.target]))
    const rows = goals.map(({ metric, segment = '', region = '', target }): GoalRow => ({ metric, segment, region, target }))
    const values = rows.filter((row) => targets.get(keyOf(row)) !== row.target)
    if (values.length > 0) await client.insert({ table: 'goals', values, columns: ['metric', 'segment', 'region', 'target'], format: 'JSONEachRow', clickhouse_settings: { insert_deduplicate: 0 } })
  } finally {
    await client.close()
  }
}
