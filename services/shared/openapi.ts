const text = { type: 'string' } as const
export const problemSchema = {
  type: 'object', required: ['type', 'title', 'status', 'detail'], properties: { type: text, title: text, status: { type: 'integer' }, detail: text, instance: text },
} as const

/** How OpenAPI describes problem details (RFC 9457). */
export const problemAnswer = { description: 'Problem details (RFC 9457)', content: { 'application/problem+json': { schema: problemSchema } } } as const

/** For @fastify/swagger: every operation may also answer with a problem; in the document only, since what is sent is not changed by it. */
export const withProblems = ({ schema, url }: { readonly schema?: object | undefined; readonly url: string }): { schema: object; url: string } =>
  ({ url, schema: { ...schema, response: { ...(schema as { response?: object } | undefined)?.response, '4XX': problemAnswer, '5XX': problemAnswer } } })
