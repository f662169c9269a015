import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Gives what was read with success an ETag, and answers 304 to who has it already; never errors, nor what changed something: whoever is told 304 believes what he knows. */
export function tagAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || reply.statusCode !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload
    const tag = `"${createHash('sha1').update(payload).digest('base64')}"`
    reply.header('etag', `W/${tag}`)
    if (!namesTag(request.headers['if-none-match'], tag)) return payload
    reply.code(304)
    return ''
  })
}

/** If-None-Match compares weakly: W/ makes no difference. */
const namesTag = (header: string | undefined, tag: string): boolean =>
  header !== undefined && header.split(',').map((each) => each.trim().replace(/^W\//, '')).some((each) => each === tag || each === '*')
