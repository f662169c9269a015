import type { Database } from './ports.ts'

/** From Kafka's time of an input record to that of the interaction that it became, over the last minutes; ms. */
export interface Latency {
  readonly interactions: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Minutes that latency is asked over. */
export const latencyMinutes = 15

/** Latency as the records themselves tell it; null where nothing came in, or where ClickHouse cannot say: how far the services are is known without it. */
export type LatencyQuery = () => Promise<Latency | null>

export function createLatencyQuery(database: Database): LatencyQuery {
  const sql = `
    SELECT toUInt32(count()) AS interactions, quantiles(0.5, 0.99)(toUnixTimestamp64Milli(recorded_at) - toUnixTimestamp64Milli(received_at)) AS ms
    FROM interactions WHERE received_at >= now64(3) - toIntervalMinute(${latencyMinutes})`
  return async () => {
    const [row] = await database.rows(sql, {}).catch(() => [])
    const [p50Ms, p99Ms] = (row?.['ms'] ?? []) as number[]
    return !row || row['interactions'] === 0 ? null : { interactions: row['interactions'] as number, p50Ms: Math.max(0, p50Ms!), p99Ms: Math.max(0, p99Ms!) }
  }
}
