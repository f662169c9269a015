/** How long an answer may take, ms; what is written waits for Kafka, and a replay for the registry too. */
const withinMs = { read: 10_000, write: 30_000 } as const

/** Fetches, and gives up on what nobody answers: a connection whose other end is gone would hold a screen for ever. */
export async function answeredInTime(...[input, options]: Parameters<typeof fetch>): Promise<Response> {
  const ending = new AbortController()
  const allowed = withinMs[(options?.method ?? 'GET') === 'GET' ? 'read' : 'write']
  const timer = setTimeout(() => ending.abort(new DOMException(`no answer within ${allowed} ms`, 'TimeoutError')), allowed)
  try {
    return await fetch(input, { ...options, signal: ending.signal })
  } finally {
    clearTimeout(timer)
  }
}
