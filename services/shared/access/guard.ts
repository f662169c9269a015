import { statSync } from 'node:fs'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { local, type Caller } from './caller.ts'
import { keyOf, readKeys, type Key } from './keys.ts'
import { openOidc, type OidcOptions } from './oidc.ts'

export interface GuardOptions {
  /** File of the API keys. */
  readonly keysFile: string
  readonly oidc?: OidcOptions | undefined
  /** Where the service listens. */
  readonly host: string
  readonly log: Log
}

/** Knows who calls. */
export interface Guard {
  /** Who has this key or token; null: it is not valid. Without credentials `local` where nobody is asked, else null. Rejects with IssuerAway. */
  identify(credentials: string | null): Promise<Caller | null>
  /** Whether whoever calls must say who they are. */
  asks(): boolean
}

const lookEveryMs = 1000
/** Whether a name or address is this machine's own. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/**
 * Asks for keys as soon as there is a file of them, or an issuer; until then everybody on this machine may do everything. Whoever revokes the last key has not opened the door: the
 * file is still there. Keys that are made, rotated or revoked count within a second.
 * Throws a Refusal where a service would be open to other machines.
 */
export function openGuard({ keysFile, oidc, host, log }: GuardOptions): Guard {
  const verify = oidc === undefined || oidc.issuer === '' ? null : openOidc(oidc)
  let keys: readonly Key[] = readKeys(keysFile)
  let stamp = stampOf(keysFile)
  let lookedAt = performance.now()
  let unreadable = false
  const asks = () => verify !== null || !isLoopback(host) || stamp !== '' || unreadable
  if (!isLoopback(host) && verify === null && keys.length === 0) {
    throw new Refusal(`${host} can be reached by other machines, and nothing says who may come in: there is no API key and no issuer of tokens.`,
      'Make a key by `cx keys create`, or set CX_OIDC_ISSUER; or listen on 127.0.0.1.')
  }
  if (!asks()) log.warn({ event: 'access.open', host }, 'Nobody is asked who they are: there is no API key. Only this machine can come in; `cx keys create` makes a key')

  function look(): void {
    if (performance.now() - lookedAt < lookEveryMs) return
    lookedAt = performance.now()
    const now = stampOf(keysFile)
    if (now === stamp) return
    try {
      keys = readKeys(keysFile)
      stamp = now
      unreadable = false
      log.info({ event: 'access.keys', keys: keys.length }, 'API keys read')
    } catch (error) {
      // The keys that were there go on; where there were none, somebody wanted to close the door.
      unreadable = true
      log.error({ event: 'access.keys', err: error }, 'The API keys cannot be read')
    }
  }

  return {
    asks: () => {
      look()
      return asks()
    },
    async identify(credentials) {
      look()
      if (credentials === null) return asks() ? null : local
      const key = keyOf(credentials, keys, new Date())
      if (key !== null) return { id: `key-${key.id}`, name: key.name, role: key.role, sources: key.sources }
      return verify !== null && credentials.split('.').length === 3 ? verify(credentials) : null
    },
  }
}

/** Changes with each replacement of the file; empty where there is none. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.mtimeMs} ${found.ino} ${found.size}`
}
