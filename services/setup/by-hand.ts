import type { Admin } from 'kafkajs'
import { migrate } from '../../infra/clickhouse/migrate.ts'
import type { Registry } from '../shared/avro/registry.ts'
import type { ClickHouseAddress } from '../shared/clickhouse.ts'
import type { Log } from '../shared/log.ts'
import { prepareAll } from './set-up.ts'

export interface ByHandOptions {
  readonly deployment: string
  readonly inputPartitions: number
  readonly timelinePartitions: number
  readonly byContactPartitions: number
  readonly admin: Admin
  readonly registry: Registry
  readonly clickhouse: ClickHouseAddress
  readonly log: Log
}

/** The one door to the set-up from outside: topics, schemas and tables for a deployment that gets its settings from elsewhere. Throws what the set-up throws; may be repeated. */
export async function prepareDeployment({ admin, clickhouse, ...options }: ByHandOptions): Promise<void> {
  const { deployment: database, log, registry } = options
  await prepareAll(options, { registry, log, clickhouse: { migrate: async (runningSinks) => void await migrate({ ...clickhouse, database, log, runningSinks }) } }, admin)
}
