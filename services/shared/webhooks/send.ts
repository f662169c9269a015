import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import nodemailer from 'nodemailer'
import { useAgent } from 'request-filtering-agent'
import type { Subscription } from './subscriptions.ts'
import { headersOf, mailOf, messageOf, type Message } from './message.ts'
import type { AlertEvent } from '../../../schemas/types.ts'

/** How one attempt went. */
export interface Attempt {
  readonly ok: boolean
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null
  /** For how long it asked to be left alone, ms; 0: it did not. */
  readonly retryAfterMs: number
  /** For people. */
  readonly detail: string
  readonly ms: number
}

/** Sends to one subscription's endpoint, once; several steps as a digest for `addressee`. Never rejects. */
export type Send = (steps: readonly [AlertEvent, ...AlertEvent[]], addressee?: string) => Promise<Attempt>

const timeoutMs = 10_000
const mostDetail = 300

/** How to send to a subscription. `smtpUrl`: for mail; empty: there is none. */
export function senderFor(subscription: Subscription, smtpUrl: string, from: string): Send {
  const { format } = subscription
  const send: Send = format === 'email' ? mailer(subscription.url, smtpUrl, from) : async (steps, addressee) => post(subscription, messageOf(format, steps, addressee))
  return async (steps, addressee) => {
    const since = performance.now()
    try {
      return await send(steps, addressee)
    } catch (error) {
      // Whatever cannot be made into a message or sent is this message's failure: thrown, it would have its partition read again for ever.
      return attempted(since, false, null, (error as Error).message)
    }
  }
}

/** `since`: when it began, by performance.now(). */
const attempted = (since: number, ok: boolean, status: number | null, detail: string, retryAfterMs = 0): Attempt =>
  ({ ok, status, retryAfterMs, detail: detail.slice(0, mostDetail), ms: Math.round(performance.now() - since) })

/** One POST. Redirects are not followed, and addresses of private networks are refused when the name is resolved, unless the subscription allows them. */
async function post(subscription: Subscription, message: Message): Promise<Attempt> {
  const since = performance.now()
  const { url, allowPrivate } = subscription
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, {
      method: 'POST', headers: { ...headersOf(subscription, message, new Date()), 'content-length': Buffer.byteLength(message.body) },
      agent: useAgent(url, { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate }), timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs),
    }, (response) => {
      const status = response.statusCode ?? 0
      response.resume().on('error', () => {})
      if (status >= 200 && status < 300) return resolve(attempted(since, true, status, ''))
      const detail = status >= 300 && status < 400 ? 'it answers with a redirect, which is not followed' : `it answers ${status}`
      resolve(attempted(since, false, status, detail, retryAfterOf(response.headers['retry-after'], Date.now())))
    })
    request.on('error', (error) => reject(error.name === 'TimeoutError' ? new Error(`no answer within ${timeoutMs / 1000} s`) : error))
    request.end(message.body)
  })
}

const longestRetryAfterMs = 3_600_000

/** What a Retry-After header asks for, ms from `now`: seconds or an HTTP date (RFC 9110, 10.2.3), at most an hour; 0 where there is none that can be read. */
export function retryAfterOf(header: string | undefined, now: number): number {
  if (header === undefined || header.trim() === '') return 0
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestRetryAfterMs)
}

function mailer(url: string, smtpUrl: string, from: string): Send {
  const transport = smtpUrl === '' ? null : nodemailer.createTransport(smtpUrl, { connectionTimeout: timeoutMs, socketTimeout: timeoutMs } as never)
  return async (steps, addressee) => {
    const since = performance.now()
    if (transport === null) return attempted(since, false, null, 'CX_SMTP_URL is not set: there is no way to send mail')
    const { id, subject, text } = mailOf(steps, addressee)
    await transport.sendMail({ from, to: decodeURIComponent(new URL(url).pathname), subject, text, messageId: id })
    return attempted(since, true, null, '')
  }
}
