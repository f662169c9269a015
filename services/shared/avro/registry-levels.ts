import { meaningOf, parseObject, RegistryAway, RegistryRefused } from './registry-errors.ts'

export interface RegistryLevels {
  /** The registry's own level, e.g. NONE. */
  read(): Promise<string>
  /** Sets the level of the subject, or without one the registry's own. */
  set(level: string, subject?: string): Promise<void>
}

/**
 * The compatibility levels of the registry at that address. Requests of our own: the library sets a level only for a subject that it registers for the
 * first time, and never reads or sets the registry's.
 */
export function registryLevels(url: string, timeoutMs: number): RegistryLevels {
  async function call(method: 'GET' | 'PUT', subject?: string, body?: object): Promise<Record<string, unknown>> {
    const address = `${url}/config${subject === undefined ? '' : `/${encodeURIComponent(subject)}`}`
    try {
      const response = await fetch(address, {
        method, body: body ? JSON.stringify(body) : null, signal: AbortSignal.timeout(timeoutMs), headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      })
      const text = await response.text()
      const answer = response.ok ? parseObject(text) : null
      if (answer) return answer
      throw meaningOf({ status: response.status, body: text, request: `${method} ${address}` })
    } catch (error) {
      if (error instanceof RegistryAway || error instanceof RegistryRefused) throw error
      const cause = (error as Error).cause as Error | undefined
      throw new RegistryAway(`the schema registry at ${url} does not answer: ${cause?.message || (error as Error).message}`)
    }
  }

  return {
    read: async () => String((await call('GET')).compatibilityLevel),
    set: async (level, subject) => {
      const put = () => call('PUT', subject, { compatibility: level })
      // Apicurio answers 409 to the second of two that set a level for the first time at once.
      await put().catch(put)
    },
  }
}
