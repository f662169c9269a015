import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { FailedAnswer } from './registry-errors.ts'
import { meaningOf, RegistryAway } from './registry-errors.ts'

type ClientOptions = ConstructorParameters<typeof SchemaRegistry>[0]
type Middleware = NonNullable<ClientOptions['middlewares']>[number]
type Retry = NonNullable<ClientOptions['retry']>
type Response = Parameters<NonNullable<Retry['validateRetry']>>[0]

/** What the registry says of an id. */
export interface SchemaAnswer {
  readonly schema: string
  /** Absent: AVRO. */
  readonly schemaType?: string
}

export interface Client {
  /** The library's client; what it throws for the registry's sake is RegistryAway or RegistryRefused. */
  readonly library: SchemaRegistry
  /** The registry's word on an id, whatever the library makes of the schema. */
  schemaAnswer(id: number): Promise<SchemaAnswer>
}

/** What each of the library's requests must be answered with. */
const needed: Readonly<Record<string, string>> = { find: 'schema', version: 'schema', register: 'id', registered: 'id', config: 'compatibilityLevel' }

/** The failed answers by their requests. */
const failures = new WeakMap<object, Response>()

/**
 * The library's errors carry a status alone, and even a refused connection has one, 400. The whole answer is seen where the library asks whether to try
 * again, so that is where it is kept. For its status nothing is tried again; a connection that broke is, once.
 */
const retry: Partial<Retry> = {
  retries: 1,
  enableRetry: () => true,
  validateRetry: (response) => {
    failures.set(response.request(), response)
    return false
  },
}

/** The library's client of the registry at that address, each answer waited for `timeoutMs` at most. */
export function openClient(url: string, timeoutMs: number): Client {
  const found = new Map<number, SchemaAnswer>()

  const watch: Middleware = ({ resourceMethod }) => {
    const deadline = AbortSignal.timeout(timeoutMs)
    return {
      prepareRequest: async (next) => (await next()).enhance({ signal: deadline }),
      response: async (next, _, request) => {
        // The library waits for ever for the rest of an answer that broke off.
        const response = await Promise.race([next(), aborted(deadline)]).catch((error: Error) => {
          throw deadline.aborted ? new RegistryAway(`the schema registry at ${url} has not answered within ${timeoutMs} ms`) : translate(url, failures.get(request), error)
        })
        const answer = response.data<SchemaAnswer & Record<string, unknown>>()
        if (typeof answer !== 'object' || answer === null || !(needed[resourceMethod]! in answer)) throw meaningOf(failed(response))
        if (resourceMethod === 'find') keep(Number(request.params().id), answer)
        return response
      },
    }
  }

  function keep(id: number, answer: SchemaAnswer): void {
    found.set(id, answer)
    // Else the library would compile what is nothing to us, with a compiler that may fail on it.
    if ((answer.schemaType ?? 'AVRO') !== 'AVRO') throw new TypeError(`schema ${id} is of the kind ${answer.schemaType}`)
  }

  const library = new SchemaRegistry({ host: url, clientId: 'cx', retry, middlewares: [watch] })
  return {
    library,
    schemaAnswer: async (id) => {
      try {
        await library.getSchema(id)
      } catch (error) {
        if (!found.has(id)) throw error
      }
      return found.get(id)!
    },
  }
}

const aborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => {
  const abort = () => reject(signal.reason)
  // A process that was stopped wakes up behind its deadline.
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
})

function translate(url: string, response: Response | undefined, error: Error): Error {
  if (response && !response.error()) return meaningOf(failed(response))
  const cause = (response?.error() ?? error) as Error & { readonly code?: string }
  return new RegistryAway(`the schema registry at ${url} does not answer: ${cause.message || cause.code}`)
}

function failed(response: Response): FailedAnswer {
  const request = response.request()
  return { status: response.status(), body: response.rawData() ?? '', request: `${request.method().toUpperCase()} ${request.url()}` }
}
