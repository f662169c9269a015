import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ClickHouseError } from './errors.ts'

/** Who may connect. A reader's statements run with readonly=1 and within limits: they can change nothing, read no files and take no more than their share. */
export interface User {
  readonly name: string
  readonly password: string
  readonly reader: boolean
}

interface Credentials {
  readonly name: string
  readonly password: string
}

/**
 * The user whom a request names by the X-ClickHouse-User and -Key headers, basic authentication or the URL's user and password; `default`
 * without a password where it names none. Throws AUTHENTICATION_FAILED without saying whether name or password was wrong.
 */
export function authenticate(users: readonly User[], headers: IncomingHttpHeaders, url: URLSearchParams): User {
  const given = credentials(headers, url)
  const found = users.filter((user) => [same(user.name, given.name), same(user.password, given.password)].every(Boolean))
  if (found[0]) return found[0]
  throw new ClickHouseError(516, 'AUTHENTICATION_FAILED', `${given.name}: Authentication failed: password is incorrect, or there is no user with such name.`)
}

function credentials(headers: IncomingHttpHeaders, url: URLSearchParams): Credentials {
  const user = headers['x-clickhouse-user']
  const key = headers['x-clickhouse-key']
  if (user !== undefined || key !== undefined) return { name: String(user ?? 'default'), password: String(key ?? '') }
  const basic = /^basic\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (basic !== undefined) {
    const [name = '', ...password] = Buffer.from(basic, 'base64').toString().split(':')
    return { name: name || 'default', password: password.join(':') }
  }
  return { name: url.get('user') ?? 'default', password: url.get('password') ?? '' }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares in a time that does not depend on where the texts differ. */
const same = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))
