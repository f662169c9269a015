import type { Connection } from './engine.ts'
import { ClickHouseError } from './errors.ts'
import type { QueryRequest } from './request.ts'

/** Connections that outlive a request, because it named a session: temporary tables and SET stay on them. */
export interface Sessions {
  /** Runs the work on the session's connection, or on a new one where the request names no session. */
  use<T>(user: string, wanted: QueryRequest['session'], work: (connection: Connection) => Promise<T>): Promise<T>
  closeAll(): void
}

interface Kept {
  readonly connection: Connection
  busy: boolean
  expiry: NodeJS.Timeout | null
}

/** `connect` opens a connection. A session belongs to its user, serves one request at a time and ends when it was idle for its timeout. */
export function createSessions(connect: () => Connection): Sessions {
  const kept = new Map<string, Kept>()

  function enter(user: string, wanted: NonNullable<QueryRequest['session']>): [string, Kept] {
    const key = JSON.stringify([user, wanted.id])
    const known = kept.get(key)
    if (known?.busy) throw new ClickHouseError(373, 'SESSION_IS_LOCKED', `Session ${wanted.id} is locked by a concurrent client`)
    if (!known && wanted.mustExist) throw new ClickHouseError(372, 'SESSION_NOT_FOUND', `Session ${wanted.id} not found`)
    const session = known ?? { connection: connect(), busy: false, expiry: null }
    if (session.expiry) clearTimeout(session.expiry)
    session.busy = true
    kept.set(key, session)
    return [key, session]
  }

  function leave(key: string, session: Kept, timeoutMs: number): void {
    session.busy = false
    session.expiry = setTimeout(() => {
      kept.delete(key)
      session.connection.close()
    }, timeoutMs).unref()
  }

  return {
    async use(user, wanted, work) {
      if (!wanted) {
        const connection = connect()
        return work(connection).finally(() => connection.close())
      }
      const [key, session] = enter(user, wanted)
      return work(session.connection).finally(() => leave(key, session, wanted.timeoutMs))
    },
    closeAll() {
      for (const { connection, expiry } of kept.values()) {
        if (expiry) clearTimeout(expiry)
        connection.close()
      }
      kept.clear()
    },
  }
}
