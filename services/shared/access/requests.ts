import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { atLeast, local, type Caller, type Role } from './caller.ts'
import { isLoopback, type Guard } from './guard.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request; of routes that are protected. */
    caller: Caller
  }
  interface FastifyContextConfig {
    /** The least role that may call the route; `anybody`: whoever is known. */
    access?: Role | 'anybody'
  }
}

/** Why a request is not let through. */
export type Denial = 'unauthorised' | 'forbidden' | 'rate-limited'

export interface ProtectOptions {
  readonly guard: Guard
  /** Requests a minute and caller. */
  readonly perMinute: number
  /** Makes the error that ends the request. */
  deny(why: Denial, detail: string): Error
}

const minuteMs = 60_000
/** Wrong or absent credentials from one address: whoever has forgotten a key notices, whoever tries keys is not answered for long. */
const strangersPerMinute = 120

/** Where a browser keeps the key, out of reach of scripts. */
export const cookieName = 'cx_key'

/** The way in for those who have a key or token. */
export interface Door {
  /** Finds out who makes the request and whether they may, and sets `request.caller`. Rejects with what `deny` makes. */
  admit(request: FastifyRequest, reply: FastifyReply, access: Role | 'anybody'): Promise<void>
  /** Ends the request of somebody who is not known: always rejects. Those of an address with many such requests are told to come back later. */
  turnAway(request: FastifyRequest, reply: FastifyReply, detail: string): Promise<never>
}

/** What somebody is told who asks too often. */
export const tooMany = ({ max, after }: { max: number; after: string }): string => `${max} requests a minute are allowed; come back in ${after}.`

/** A door for routes of this scope, in which `@fastify/rate-limit` is registered. */
export function openDoor(app: FastifyInstance, { guard, deny }: Omit<ProtectOptions, 'perMinute'>): Door {
  const countStranger = strangerCounter(app, deny)
  app.decorateRequest('caller', null as unknown as Caller)

  async function turnAway(request: FastifyRequest, reply: FastifyReply, detail: string): Promise<never> {
    await countStranger(request, reply)
    reply.header('www-authenticate', 'Bearer')
    throw deny('unauthorised', detail)
  }

  async function admit(request: FastifyRequest, reply: FastifyReply, access: Role | 'anybody'): Promise<void> {
    const caller = await guard.identify(credentialsOf(request))
    if (caller === null) return turnAway(request, reply, 'Send a valid API key or token: Authorization: Bearer …')
    // A page of another site can send what it likes to this machine under a name of its own (DNS rebinding), where nobody is asked for a key.
    if (caller === local && !isLoopback(hostOf(request))) throw deny('forbidden', `Nobody is asked for a key here, so only 127.0.0.1 and localhost are answered, not ${request.headers.host}.`)
    request.caller = caller
    if (access !== 'anybody' && !atLeast(caller, access)) throw deny('forbidden', `${caller.name} is ${caller.role ?? 'nobody here'}; this takes the role ${access}.`)
  }
  return { admit, turnAway }
}

/**
 * Lets nobody through to the routes that are registered after this, in this scope, but those who are known and may call them: each route has to say who that is (`config.access`; a GET
 * that says nothing is for viewers). Credentials are a bearer key or token, or the console's cookie. Also bounds the rate of each caller, and of those who are not known by their address.
 */
export async function protect(app: FastifyInstance, { guard, perMinute, deny }: ProtectOptions): Promise<void> {
  if (!app.hasDecorator('serializeCookie')) await app.register(cookie)
  await app.register(rateLimit, { global: true, max: perMinute, timeWindow: minuteMs, keyGenerator: ({ caller }) => caller.id, errorResponseBuilder: (_, context) => deny('rate-limited', tooMany(context)) })
  const door = openDoor(app, { guard, deny })
  app.addHook('onRoute', (route) => {
    const isRead = [route.method].flat().every((method) => method === 'GET' || method === 'HEAD')
    const access = route.config?.access ?? (isRead ? 'viewer' : undefined)
    if (access === undefined) throw new Error(`${route.method} ${route.url} does not say who may call it`)
    route.config = { ...route.config, access }
  })
  app.addHook('onRequest', (request, reply) => door.admit(request, reply, request.routeOptions.config.access!))
}

type Counter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** For routes outside of a door: counts a request of somebody who is not known against their address; rejects with what `deny` makes of `rate-limited` from the 121st in a minute on. Each call of this counts for itself. */
export async function limitStrangers(app: FastifyInstance, deny: ProtectOptions['deny']): Promise<Counter> {
  if (!app.hasDecorator('createRateLimit')) await app.register(rateLimit, { global: false })
  return strangerCounter(app, deny)
}

function strangerCounter(app: FastifyInstance, deny: ProtectOptions['deny']): Counter {
  const count = app.createRateLimit({ max: strangersPerMinute, timeWindow: minuteMs, keyGenerator: ({ ip }) => `stranger ${ip}` })
  return async (request, reply) => {
    const rate = await count(request)
    if (rate.isAllowed || !rate.isExceeded) return
    reply.header('retry-after', rate.ttlInSeconds)
    throw deny('rate-limited', tooMany({ max: strangersPerMinute, after: `${rate.ttlInSeconds} seconds` }))
  }
}

/** What a request says of who makes it; null: nothing. */
export function credentialsOf(request: FastifyRequest): string | null {
  const { authorization } = request.headers
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  return request.cookies?.[cookieName] ?? null
}

/** The name in the header Host, without its port. */
const hostOf = ({ headers }: FastifyRequest): string => (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
