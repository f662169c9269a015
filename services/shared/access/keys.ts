import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Refusal } from '../refusal.ts'
import { replaceFile } from '../replace-file.ts'
import { roles, type Role } from './caller.ts'

/** An API key as it is kept: who it is for and what it may do, never the key itself. */
export interface Key {
  /** Stands in the key; eight hexadecimal digits. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** What it may do at the api, and with alerts at the ingest; null: nothing there. */
  readonly role: Role | null
  /** The sources that it may send events of; `*`: of all. */
  readonly sources: readonly string[]
  /** SHA-256 of the secrets that are valid, hexadecimal; `until`, ISO 8601: one that was replaced and is still valid. */
  readonly secrets: readonly { readonly sha256: string; readonly until: string | null }[]
  /** ISO 8601. */
  readonly createdAt: string
  /** ISO 8601, of the secret that is valid now; absent: it is the first one. */
  readonly rotatedAt?: string
  readonly expiresAt: string | null
}

const schema = {
  type: 'array',
  items: {
    type: 'object', additionalProperties: false, required: ['id', 'name', 'role', 'sources', 'secrets', 'createdAt', 'expiresAt'],
    properties: {
      id: { type: 'string', pattern: '^[0-9a-f]{8}$' }, name: { type: 'string' }, role: { enum: [...roles, null] }, sources: { type: 'array', items: { type: 'string' } },
      secrets: { type: 'array', items: { type: 'object', additionalProperties: false, required: ['sha256', 'until'], properties: { sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' }, until: { type: ['string', 'null'] } } } },
      createdAt: { type: 'string' }, rotatedAt: { type: 'string' }, expiresAt: { type: ['string', 'null'] },
    },
  },
} as const
const fits = new Ajv2020({ strict: false, allowUnionTypes: true }).compile<Key[]>(schema)

/** The keys in a file; none where there is no file. Throws a Refusal where it is not one of ours. */
export function readKeys(path: string): Key[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Refusal(`The API keys cannot be read: ${(error as Error).message}`, 'Set CX_KEYS to a file that can be read; under Compose, CX_USER to whose it is.')
  }
  try {
    const keys: unknown = JSON.parse(text)
    if (fits(keys)) return keys
  } catch {
    // Said below, as for any other content.
  }
  throw new Refusal(`${path} is not a list of API keys`, 'Mend it, or make it anew by `cx keys create`.')
}

/** Puts the keys that `change` makes of those in the file in their place; others who change it wait. Throws what readKeys and `change` throw. */
export const changeKeys = (path: string, change: (keys: readonly Key[]) => readonly Key[]): void => replaceFile(path, () => `${JSON.stringify(change(readKeys(path)), null, 2)}\n`)

// A secret has 256 random bits: nobody guesses it, however fast a hash is, so a slow one would only make each request slow.
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
const newSecret = (): string => randomBytes(32).toString('base64url')
const shown = (id: string, secret: string): string => `cx_${id}_${secret}`

/** A new key, with its text, which is nowhere kept. */
export function createKey(given: Pick<Key, 'name' | 'role' | 'sources' | 'expiresAt'>, now: Date): { readonly key: Key; readonly text: string } {
  const [id, secret] = [randomBytes(4).toString('hex'), newSecret()]
  return { key: { id, ...given, secrets: [{ sha256: hashOf(secret), until: null }], createdAt: now.toISOString() }, text: shown(id, secret) }
}

/** The key with a new secret; the one before stays valid for `overlapMs`, those before it end. */
export function rotateKey(key: Key, overlapMs: number, now: Date): { readonly key: Key; readonly text: string } {
  const secret = newSecret()
  const until = new Date(now.getTime() + overlapMs).toISOString()
  const before = key.secrets.slice(0, 1).map(({ sha256 }) => ({ sha256, until }))
  return { key: { ...key, rotatedAt: now.toISOString(), secrets: [{ sha256: hashOf(secret), until: null }, ...(overlapMs > 0 ? before : [])] }, text: shown(key.id, secret) }
}

/** The key whose text this is; null where it is none, or not valid at `now`. */
export function keyOf(text: string, keys: readonly Key[], now: Date): Key | null {
  const [, id, secret] = /^cx_([0-9a-f]{8})_([A-Za-z0-9_-]{43})$/.exec(text) ?? []
  const key = keys.find((each) => each.id === id)
  if (key === undefined || secret === undefined || (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime())) return null
  const hash = Buffer.from(hashOf(secret), 'hex')
  const isValid = key.secrets.some(({ sha256, until }) => timingSafeEqual(Buffer.from(sha256, 'hex'), hash) && (until === null || Date.parse(until) > now.getTime()))
  return isValid ? key : null
}
