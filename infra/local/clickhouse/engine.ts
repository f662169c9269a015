import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { drainPending, Session } from 'chdb'
import { Refusal } from '../../../services/shared/refusal.ts'
import { createLane, type Lane } from '../../../services/shared/lane.ts'

/** What a statement gave: its output's bytes, and rows and bytes as the engine counts them (of an INSERT: written). */
export interface Outcome {
  readonly bytes: Uint8Array
  readonly rows: number
  readonly rowBytes: number
  readonly elapsedMs: number
}

/** A connection of its own: its settings, parameters, database and temporary tables are nobody else's. Runs one statement at a time. */
export interface Connection {
  run(sql: string, format?: string): Promise<Outcome>
  close(): void
}

export interface Engine {
  /** Such as 26.7.2.1. */
  readonly version: string
  /** Folder for the rows of INSERTs on their way to the engine; emptied at start. */
  readonly incoming: string
  /** Opens a connection; half a millisecond. */
  connect(): Connection
  /** Statements that write wait here for each other, those that read for all but one other: the engine shares its threads with Node. */
  readonly lanes: { readonly write: Lane; readonly read: Lane }
  /** Waits for statements under way and lets go of the data folder. */
  close(): Promise<void>
}

const concurrentReads = 2

/**
 * Opens ClickHouse's engine on a data folder, which is made when it is new. Refused when another process has the folder,
 * or when its path has characters that the engine would take for a pattern.
 */
export async function openEngine(folder: string): Promise<Engine> {
  mkdirSync(folder, { recursive: true })
  const data = realpathSync(folder)
  if (/[*?{}'\\]/.test(data)) throw new Refusal(`The data folder ${data} has one of the characters * ? { } ' \\ in its path.`, 'Choose another folder with --data.')
  const root = openRoot(data)
  const incoming = join(data, 'incoming')
  rmSync(incoming, { recursive: true, force: true })
  mkdirSync(incoming)
  const version = Buffer.from((await connectionOf(root).run('SELECT version()', 'TabSeparated')).bytes).toString().trim()
  return {
    version,
    incoming,
    lanes: { write: createLane(1), read: createLane(concurrentReads) },
    connect: () => connectionOf(new Session(data)),
    async close() {
      await drainPending()
      root.close()
    },
  }
}

function openRoot(data: string): Session {
  try {
    return new Session(data)
  } catch (error) {
    throw new Refusal(
      `The data folder ${data} cannot be opened: another process has it, or it is damaged (${error instanceof Error ? error.message : String(error)}).`,
      'Stop the other process that was started with this folder, or choose another folder with --data.',
    )
  }
}

function connectionOf(session: Session): Connection {
  return {
    async run(sql, format = 'TabSeparated') {
      const started = performance.now()
      const result = await session.queryAsync(sql, { format })
      return { bytes: result.bytes(), rows: result.rowsRead, rowBytes: result.bytesRead, elapsedMs: performance.now() - started }
    },
    close: () => session.close(),
  }
}
