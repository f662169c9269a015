import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openClickHouse } from '../../services/shared/clickhouse.ts'
import { describeDatabase } from './describe.ts'

/** Writes schema.yml from the migrated database that CLICKHOUSE_URL and CX_DEPLOYMENT name: those of a running `npm start`, unless they are set. */
const { CLICKHOUSE_URL: url = 'http://127.0.0.1:8123', CLICKHOUSE_USER: username = 'default', CLICKHOUSE_PASSWORD: password = '', CX_DEPLOYMENT: database = 'cx' } = process.env
const client = openClickHouse({ url, username, password, application: 'cx-semantic', timeoutMs: 30_000 })
try {
  writeFileSync(fileURLToPath(new URL('schema.yml', import.meta.url)), await describeDatabase(client, database))
} finally {
  await client.close()
}
