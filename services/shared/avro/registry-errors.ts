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

export interface FailedAnswer {
  readonly status: number
  readonly body: string
  /** Method and address. */
  readonly request: string
}

const passing: ReadonlySet<number> = new Set([401, 403, 408, 429])

/** What an answer that is no success means. Only one that carries a registry's error code is its word: a proxy's or a wrong address's 404 is "away". */
export function meaningOf({ status, body, request }: FailedAnswer): RegistryAway | RegistryRefused {
  const answer = parseObject(body)
  const code = Number(answer?.error_code)
  if (status >= 400 && status < 500 && code > 0 && !passing.has(status)) return new RegistryRefused(String(answer?.message ?? status), code)
  return new RegistryAway(`the schema registry answered ${status} to ${request}: ${body.slice(0, 200)}`)
}

/** The JSON object that a text is; null where it is none. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : null
  } catch {
    return null
  }
}
