import type { AvroDefinition } from '../../../schemas/contracts.ts'
import type { Log } from '../log.ts'

/** The registry did not answer, or not like a registry: try again later. Says nothing about what was asked for. */
export class RegistryAway extends Error {
  readonly retriable = true
}

/** The registry said no: `code` is its error code, e.g. 40403 (no such schema) or 409 (not compatible). */
export class RegistryRefused extends Error {
  readonly code: number
  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

/** A registered schema: its content, parsed, and null where it is of another kind than Avro. */
export interface RegisteredSchema {
  readonly avro: AvroDefinition | null
}

/** The schema registry behind its Confluent API. Every call throws RegistryAway where it cannot be reached; then the caller backs off. */
export interface Registry {
  /** Registers the schema, or finds it registered; gives its id. Throws RegistryRefused with the registry's reason where it is not compatible. */
  register(subject: string, schema: AvroDefinition): Promise<number>
  /** The id of a schema that is registered under the subject; null where it is not. */
  idOf(subject: string, schema: AvroDefinition): Promise<number | null>
  /** The schema of that id; null where the registry has none, asked for repeatedly. Both answers are kept: a schema for ever, a null for 30 s. */
  schemaById(id: number): Promise<RegisteredSchema | null>
  /** The registry's own level, e.g. NONE. */
  compatibility(): Promise<string>
  /** Sets the level of the subject, or without one the registry's own. */
  setCompatibility(level: string, subject?: string): Promise<void>
}

export interface RegistryOptions {
  /** Root of the Confluent API. */
  readonly url: string
  readonly log: Log
  /** Waits between the look-ups of an id that the registry does not know (yet); default 100, 300 and 600 ms. */
  readonly patienceMs?: readonly number[]
  /** How long the answer "unknown" is kept; default 30 s. */
  readonly negativeMs?: number
  /** Time for one answer; default 5 s. */
  readonly timeoutMs?: number
}

const notFound = [40401, 40402, 40403]

/** The registry at that address; opens no connection yet. */
export function openRegistry(options: RegistryOptions): Registry {
  const { log, patienceMs = [100, 300, 600], negativeMs = 30_000, timeoutMs = 5_000 } = options
  const call = caller(options.url, timeoutMs)
  const known = new Map<number, RegisteredSchema>()
  const unknownUntil = new Map<number, number>()
  const inFlight = new Map<number, Promise<RegisteredSchema | null>>()

  const idOf = (subject: string, schema: AvroDefinition): Promise<number | null> =>
    orNull(call('POST', `/subjects/${encodeURIComponent(subject)}`, { schema: JSON.stringify(schema) }).then(schemaId))

  /** Where several ids are unknown at once, waiting longer for each more would hold the topic up: a sender is wrong, not the registry late. */
  const waits = (): readonly number[] => (unknownUntil.size < 5 ? patienceMs : [])

  async function lookUp(id: number): Promise<RegisteredSchema | null> {
    let found = await orNull(call('GET', `/schemas/ids/${id}`).then(registeredSchema))
    for (const ms of waits()) {
      if (found) break
      await new Promise((resolve) => { setTimeout(resolve, ms) })
      found = await orNull(call('GET', `/schemas/ids/${id}`).then(registeredSchema))
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

  function schemaById(id: number): Promise<RegisteredSchema | null> {
    const found = known.get(id)
    if (found) return Promise.resolve(found)
    for (const [each, until] of unknownUntil) if (until <= Date.now()) unknownUntil.delete(each)
    if (unknownUntil.has(id)) return Promise.resolve(null)
    let looking = inFlight.get(id)
    if (!looking) inFlight.set(id, looking = lookUp(id).finally(() => inFlight.delete(id)))
    return looking
  }

  return {
    idOf,
    schemaById,
    register: (subject, schema) => call('POST', `/subjects/${encodeURIComponent(subject)}/versions`, { schema: JSON.stringify(schema) }).then(schemaId),
    compatibility: () => call('GET', '/config').then((answer) => String(answer.compatibilityLevel)),
    setCompatibility: async (level, subject) => {
      const put = () => call('PUT', subject === undefined ? '/config' : `/config/${encodeURIComponent(subject)}`, { compatibility: level })
      // Apicurio answers 409 to the second of two that set a level for the first time at once.
      await put().catch(put)
    },
  }
}

type Call = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/** Only an answer that carries a registry's error code counts as its answer: a proxy's or a wrong address's 404 is "away". */
function caller(url: string, timeoutMs: number): Call {
  return async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json', accept: 'application/vnd.schemaregistry.v1+json, application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    }).then(async (response) => ({ status: response.status, text: await response.text() }), (error: Error) => {
      throw new RegistryAway(`the schema registry at ${url} does not answer: ${(error.cause as Error | undefined)?.message || error.message}`)
    }).catch((error: Error) => {
      throw error instanceof RegistryAway ? error : new RegistryAway(`the schema registry at ${url} broke off its answer: ${error.message}`)
    })
    const parsed = parseObject(answer.text)
    if (answer.status < 300 && parsed) return parsed
    const code = Number(parsed?.error_code)
    if (answer.status >= 400 && answer.status < 500 && code > 0 && ![401, 403, 408, 429].includes(answer.status)) {
      throw new RegistryRefused(String(parsed?.message ?? answer.status), code)
    }
    throw new RegistryAway(`the schema registry at ${url} answered ${answer.status} to ${method} ${path}: ${answer.text.slice(0, 200)}`)
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : null
  } catch {
    return null
  }
}

function schemaId(answer: Record<string, unknown>): number {
  if (typeof answer.id !== 'number') throw new RegistryAway('the schema registry answered without an id')
  return answer.id
}

function registeredSchema(answer: Record<string, unknown>): RegisteredSchema {
  const { schema, schemaType = 'AVRO' } = answer
  if (typeof schema !== 'string') throw new RegistryAway('the schema registry answered without a schema')
  return { avro: schemaType === 'AVRO' ? parseObject(schema) as unknown as AvroDefinition | null : null }
}

const orNull = <T>(answer: Promise<T>): Promise<T | null> => answer.catch((error: unknown) => {
  if (error instanceof RegistryRefused && notFound.includes(error.code)) return null
  throw error
})
