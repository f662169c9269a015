import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Caller } from '../../shared/access/caller.ts'
import { cookieName, credentialsOf, limitStrangers } from '../../shared/access/requests.ts'
import type { Access } from '../access.ts'
import { Problem } from '../problems.ts'
import { flag, objectOf, text, textOrNull } from '../resource.ts'
import { query } from './schema.ts'

const answer = objectOf({ name: textOrNull, role: textOrNull, asks: flag })
const body = { type: 'object', additionalProperties: false, required: ['key'], properties: { key: { ...text, minLength: 1, maxLength: 8192, description: 'an API key, or a token of the issuer' } } } as const

/** /session: how a browser signs in. The key goes into a cookie that scripts cannot read and other sites cannot make the browser send. */
export async function sessionRoutes(app: FastifyInstance, { guard }: Access): Promise<void> {
  await app.register(cookie)
  const countStranger = await limitStrangers(app, (why, detail) => new Problem(why, detail))
  const keep = (reply: FastifyReply, key: string, secure: boolean) => reply.setCookie(cookieName, key, { path: '/api', httpOnly: true, sameSite: 'strict', secure })
  const shown = (caller: Caller | null) => ({ name: caller?.name ?? null, role: caller?.role ?? null, asks: guard.asks() })

  app.get('/session', { schema: { summary: 'Who this is, and whether the api asks for it', querystring: query({}), response: { 200: answer } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const credentials = credentialsOf(request)
      const caller = await guard.identify(credentials)
      // A browser that has no key yet asks this first; a wrong one is somebody's try.
      if (caller === null && credentials !== null) await countStranger(request, reply)
      return shown(caller)
    })

  app.post<{ Body: { key: string } }>('/session', { schema: { summary: 'Sign in: keeps the key in a cookie', querystring: query({}), body, response: { 200: answer } } }, async (request, reply) => {
    const caller = await guard.identify(request.body.key)
    if (caller === null) {
      await countStranger(request, reply)
      throw new Problem('unauthorised', 'This key is not valid: cx keys list says which are there.')
    }
    keep(reply, request.body.key, request.protocol === 'https')
    return shown(caller)
  })

  app.delete('/session', { schema: { summary: 'Sign out', querystring: query({}), response: { 204: { type: 'null' } } } }, async (_, reply) => reply.clearCookie(cookieName, { path: '/api' }).code(204).send())
}
