import type { FastifyInstance, FastifyRequest } from 'fastify'
import { atLeast } from '../shared/access/caller.ts'
import type { Guard } from '../shared/access/guard.ts'
import { protect } from '../shared/access/requests.ts'
import { compressAnswers } from './compress.ts'
import { tagAnswers } from './etag.ts'
import { Problem } from './problems.ts'
import type { Row } from './resource.ts'

/** Who comes in to the api, and how often. */
export interface Access {
  readonly guard: Guard
  /** Requests a minute and caller. */
  readonly perMinute: number
}

/** Puts the routes that come after it behind the guard, gives what they read ETags, and compresses it. */
export async function guarded(app: FastifyInstance, { guard, perMinute }: Access): Promise<void> {
  await protect(app, { guard, perMinute, deny: (why, detail) => new Problem(why, detail) })
  tagAnswers(app)
  compressAnswers(app)
}

/** What customers wrote is for those who work with it, not for everybody who may see a score. */
const maySeeVerbatims = ({ caller }: FastifyRequest): boolean => atLeast(caller, 'operator')

/** A contact without what the customer wrote, where the caller may not see that. */
export const withoutVerbatims = (request: FastifyRequest, items: readonly Row[]): readonly Row[] =>
  (maySeeVerbatims(request) ? items : items.map((item) => ({ ...item, text: null })))
