const text = { type: 'string' } as const
export const problemSchema = {
  type: 'object', required: ['type', 'title', 'status', 'detail'], properties: { type: text, title: text, status: { type: 'integer' }, detail: text, instance: text },
} as const

/** How OpenAPI describes problem details (RFC 9457). */
export const problemAnswer = { description: 'Problem details (RFC 9457)', content: { 'application/problem+json': { schema: problemSchema } } } as const

const named = (description: string) => ({ ...problemAnswer, description })
const unknown = named('It is not known who this is: send a valid key or token')
const forbidden = named('Whose key or token this is may not do that')
const tooMany = { ...named('Too many requests: Retry-After says when to come back'), headers: { 'retry-after': { schema: { type: 'integer' }, description: 'seconds' } } }

interface Described {
  readonly schema?: object | undefined
  readonly url: string
  readonly route?: { readonly config?: { readonly access?: string } }
}

/**
 * For @fastify/swagger: every operation may also answer with a problem, those behind the guard with 401, 403 and 429 in particular; the others need no key. In the document only, since
 * what is sent is not changed by it.
 */
export const withProblems = ({ schema, url, route }: Described): { schema: object; url: string } => {
  const guarded = route?.config?.access !== undefined
  const answers = { ...(guarded && { 401: unknown, 403: forbidden, 429: tooMany }), '4XX': problemAnswer, '5XX': problemAnswer }
  return { url, schema: { ...(!guarded && { security: [{}] }), ...schema, response: { ...answers, ...(schema as { response?: object } | undefined)?.response } } }
}
