import type { ClickHouseClient } from '@clickhouse/client'
import { stringify } from 'yaml'

interface TableRow { readonly name: string; readonly comment: string; readonly sql: string }
interface ColumnRow { readonly table: string; readonly name: string; readonly type: string; readonly comment: string }

/** Plumbing: what nobody should query. */
const hidden = /_feed$|^migrations$|^\.inner/

/**
 * What a migrated database's tables and views mean, as a dbt sources file: its comments, with each column's type; for a view with
 * parameters their names and types. A catalogue (dbt, DataHub, OpenMetadata) imports it. Errors of ClickHouse as they come.
 */
export async function describeDatabase(client: ClickHouseClient, database: string): Promise<string> {
  const rows = async <T>(query: string) => (await client.query({ query, query_params: { database }, format: 'JSONEachRow' })).json<T>()
  const tables = await rows<TableRow>('SELECT name, comment, create_table_query AS sql FROM system.tables WHERE database = {database:String} ORDER BY name')
  const columns = await rows<ColumnRow>('SELECT table, name, type, comment FROM system.columns WHERE database = {database:String} ORDER BY table, position')
  const described = tables.filter(({ name }) => !hidden.test(name)).map(({ name, comment, sql }) => {
    const own = columns.filter((column) => column.table === name)
    const parameters = [...new Map([...sql.matchAll(/\{(\w+):\s*([^}]+)\}/g)].map(([, parameter, type]) => [parameter!, type!]))]
    return {
      name, description: comment,
      ...(parameters.length > 0 && { meta: { parameters: parameters.map(([parameter, type]) => ({ name: parameter, data_type: type })) } }),
      ...(own.length > 0 && { columns: own.map((column) => ({ name: column.name, description: column.comment, data_type: column.type })) }),
    }
  })
  return header + stringify({ version: 2, sources: [{ name: 'cx', description: 'Customer experience, by the deployment that the database is named after', tables: described }] }, { lineWidth: 0 })
}

const header = '# Generated from the comments in infra/clickhouse/migrations by `npm run generate:semantic`; do not edit.\n'
