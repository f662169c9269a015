import type { Connection } from './engine.ts'
import { ClickHouseError } from './errors.ts'
import type { QueryRequest } from './request.ts'

/**
 * What every statement runs with unless its request says otherwise. The engine is built for local use and would take a bare expression for
 * a query; an INSERT must be in the table when it is answered; a query cannot be cancelled from outside, so it ends by itself.
 */
const defaults: Readonly<Record<string, string>> = { implicit_select: '0', async_insert: '0', max_execution_time: '300' }

/** What a reader's statement may take at most, as on a server (infra/clickhouse/readers): a request may ask for less, not for more. */
const readerLimits: Readonly<Record<string, number>> = { max_execution_time: 60, max_memory_usage: 4e9, max_result_rows: 1e6 }

/** Gives the connection the request's settings, parameters and database; a reader's becomes read-only, for good. */
export async function prepare(connection: Connection, request: QueryRequest, reader: boolean): Promise<void> {
  const limits = reader ? Object.entries(readerLimits).map(([name, most]) => [name, within(most, request.settings.get(name))] as const) : []
  const settings = [...new Map([...Object.entries(defaults), ...request.settings, ...limits, ...(reader ? [['result_overflow_mode', 'throw'] as const] : [])])]
  const parameters = [...request.parameters].map(([name, value]) => [`param_${name}`, value] as const)
  await connection.run(`SET ${[...settings, ...parameters].map(([name, value]) => `${identifier(name)} = ${literal(value)}`).join(', ')}`)
  if (request.database) await connection.run(`USE ${quoted(request.database)}`)
  if (reader) await connection.run('SET readonly = 1')
}

/**
 * Notes what the request's settings and database would change on a connection that is kept for a session, and gives the way back:
 * a token or a limit of one request must not reach the next.
 */
export async function remember(connection: Connection, request: QueryRequest): Promise<() => Promise<void>> {
  const names = [...new Set([...Object.keys(defaults), ...request.settings.keys()])]
  const before = await rows(connection, `SELECT name, value, toString(changed) FROM system.settings WHERE name IN (${names.map(literal).join(', ')})`)
  const [[database = 'default'] = []] = await rows(connection, 'SELECT currentDatabase()')
  return async () => {
    const back = before.map(([name, value, changed]) => `${identifier(name!)} = ${changed === '1' ? literal(value!) : 'DEFAULT'}`)
    if (back.length > 0) await connection.run(`SET ${back.join(', ')}`)
    if (request.database) await connection.run(`USE ${quoted(database)}`)
  }
}

async function rows(connection: Connection, sql: string): Promise<string[][]> {
  const { bytes } = await connection.run(sql, 'JSONCompactEachRow')
  return Buffer.from(bytes).toString().split('\n').filter(Boolean).map((line) => JSON.parse(line) as string[])
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) throw new ClickHouseError(115, 'UNKNOWN_SETTING', `${JSON.stringify(name)} is not the name of a setting or parameter`)
  return name
}

/** Zero is no limit, as is what is no number. */
const within = (most: number, asked: string | undefined): string => (Number(asked) > 0 && Number(asked) < most ? asked! : String(most))

const literal = (value: string): string => `'${escaped(value, '\'')}'`
const quoted = (name: string): string => `\`${escaped(name, '`')}\``

const escaped = (text: string, quote: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\0', '\\0')
