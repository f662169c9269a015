import type { Log } from '../log.ts'
import type { RegisteredSchema } from './registry.ts'

export interface LookUpOptions {
  /** Asks the registry; null: it has no schema of that id. */
  ask(id: number): Promise<RegisteredSchema | null>
  readonly log: Log
  readonly patienceMs: readonly number[]
  readonly negativeMs: number
}

export interface LookUp {
  /** Asks the registry at most once at a time for an id; keeps what it has for ever, and that it has nothing for a while. Rejects where `ask` does. */
  byId(id: number): Promise<RegisteredSchema | null>
  /** Keeps what is known of an id from elsewhere. */
  learn(id: number, schema: RegisteredSchema): void
}

/** Above so many unknown ids at once a sender is wrong, not the registry late: waiting for each more would hold the topic up. */
const waitedFor = 5

/** Looks schemas up by id, patiently where the registry may be a moment late. */
export function createLookUp({ ask, log, patienceMs, negativeMs }: LookUpOptions): LookUp {
  const known = new Map<number, RegisteredSchema>()
  const unknownUntil = new Map<number, number>()
  const inFlight = new Map<number, Promise<RegisteredSchema | null>>()

  async function lookUp(id: number): Promise<RegisteredSchema | null> {
    let found = await ask(id)
    for (const ms of unknownUntil.size < waitedFor ? patienceMs : []) {
      if (found) break
      await new Promise((resolve) => { setTimeout(resolve, ms) })
      found = await ask(id)
    }
    if (found) {
      known.set(id, found)
      log.info({ event: 'schema.learnt', id }, 'schema id looked up')
    } else {
      unknownUntil.set(id, Date.now() + negativeMs)
      log.warn({ event: 'schema.unknown', id }, 'the registry does not know this schema id')
    }
    return found
  }

  function byId(id: number): Promise<RegisteredSchema | null> {
    const found = known.get(id)
    if (found) return Promise.resolve(found)
    for (const [each, until] of unknownUntil) if (until <= Date.now()) unknownUntil.delete(each)
    if (unknownUntil.has(id)) return Promise.resolve(null)
    let looking = inFlight.get(id)
    if (!looking) inFlight.set(id, looking = lookUp(id).finally(() => inFlight.delete(id)))
    return looking
  }

  return { byId, learn: (id, schema) => { known.set(id, schema) } }
}
