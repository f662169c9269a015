import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from './access.ts'
import type { Body } from './body.ts'
import { prepare, remember } from './context.ts'
import type { Connection, Engine, Outcome } from './engine.ts'
import { ClickHouseError } from './errors.ts'
import type { QueryRequest } from './request.ts'
import type { RunningQueries } from './running.ts'
import type { Sessions } from './sessions.ts'
import { insertFromFile, readStatement, type DataInsert, type OtherStatement } from './sql.ts'

/** A statement's outcome, ready to be answered. */
export interface Answer extends Outcome {
  readonly format: string
  readonly inserted: boolean
}

export interface Execution {
  readonly engine: Engine
  readonly sessions: Sessions
  readonly queries: RunningQueries
  readonly user: User
  readonly request: QueryRequest
  readonly body: Body
  /** Whether the client has gone; then the statement is not begun. */
  readonly gone: () => boolean
}

/** An INSERT's SQL must end within these bytes, so that its data need not be held in memory. */
const largestInsertHead = 256 * 1024

/** Runs the one statement of a request. SQL of URL and body are one text, as in ClickHouse; data goes by a file. */
export async function execute(execution: Execution): Promise<Answer> {
  const { request, body } = execution
  const prefix = request.query === '' ? Buffer.alloc(0) : Buffer.from(`${request.query}\n`)
  const head = Buffer.concat([prefix, await body.head(largestInsertHead)])
  // One character a byte: positions in the text are positions in the bytes.
  const statement = readStatement(head.toString('latin1'))
  // From here on, as in ClickHouse: an INSERT's data are read when its id is taken.
  return execution.queries.run(request.queryId, () =>
    statement.kind === 'insert' ? insert(execution, statement, head, prefix.length) : other(execution, statement, head, prefix))
}

async function other(execution: Execution, statement: OtherStatement, head: Buffer, prefix: Buffer): Promise<Answer> {
  const { request, body } = execution
  const sql = Buffer.concat([prefix, await body.rest(0)])
  const whole = sql.length === head.length ? statement : readStatement(sql.toString('latin1'))
  if (whole.kind === 'insert') throw new ClickHouseError(229, 'QUERY_IS_TOO_LARGE', `The SQL of an INSERT must end within ${largestInsertHead} bytes`)
  if (whole.writes) refuseGet(request)
  const format = whole.format ?? request.defaultFormat ?? 'TabSeparated'
  const outcome = await run(execution, whole.writes ? 'write' : 'read', (connection) => connection.run(sql.toString(), format))
  return { ...outcome, format, inserted: false }
}

async function insert(execution: Execution, statement: DataInsert, head: Buffer, prefixLength: number): Promise<Answer> {
  refuseGet(execution.request)
  const file = join(execution.engine.incoming, randomUUID())
  const text = (part: string) => Buffer.from(part, 'latin1').toString()
  try {
    // Data that stands in the URL after VALUES comes before the body's.
    const inUrl = head.subarray(Math.min(statement.dataFrom, prefixLength), prefixLength)
    await execution.body.save(file, Math.max(0, statement.dataFrom - prefixLength), inUrl)
    const sql = insertFromFile({ ...statement, target: text(statement.target), settings: text(statement.settings) }, file)
    const outcome = await run(execution, 'write', (connection) => connection.run(sql))
    return { ...outcome, format: 'TabSeparated', inserted: true }
  } finally {
    await rm(file, { force: true })
  }
}

function run(execution: Execution, lane: 'read' | 'write', statement: (connection: Connection) => Promise<Outcome>): Promise<Outcome> {
  const { engine, sessions, user, request } = execution
  // A reader can keep nothing on a session, and read-only is for good: always a connection of its own.
  const session = user.reader ? null : request.session
  return engine.lanes[lane].run(() =>
    sessions.use(user.name, session, async (connection) => {
      if (execution.gone()) throw new ClickHouseError(210, 'NETWORK_ERROR', 'The client has gone before its statement began')
      const restore = session ? await remember(connection, request) : null
      try {
        await prepare(connection, request, user.reader)
        return await statement(connection)
      } finally {
        await restore?.()
      }
    }),
  )
}

function refuseGet(request: QueryRequest): void {
  if (request.method === 'POST') return
  throw new ClickHouseError(164, 'READONLY', 'Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. You should use method POST for modifying queries')
}
