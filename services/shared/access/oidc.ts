import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { roles, type Caller, type Role } from './caller.ts'

export interface OidcOptions {
  /** As the tokens name it; its discovery document says where its keys are. Empty: no tokens are taken. */
  readonly issuer: string
  readonly audience: string
  /** The claim with the role, or a list of them; a dot goes into an object. */
  readonly roleClaim: string
}

/** The issuer's keys cannot be had: nobody can say who this is. */
export class IssuerAway extends Error {}

// Symmetric ones would let whoever can verify also sign; `none` lets anybody.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const timeoutMs = 5000
/** A key that is not known is looked for at the issuer, at most so often: a token signed by one that came a moment ago is taken a second later at most. */
const cooldownMs = 1000
/** What jose says where the keys' address answers, but not with keys. */
const noKeysAnswer = errors.JOSEError.code

/** Verifies tokens of an issuer: signature by its published keys, issuer, audience and times. Null: the token is not valid; rejects with IssuerAway. */
export function openOidc({ issuer, audience, roleClaim }: OidcOptions): (token: string) => Promise<Caller | null> {
  let keys: Promise<JWTVerifyGetKey> | null = null
  return async (token) => {
    const known = await (keys ??= discover(issuer)).catch((error: unknown) => {
      keys = null
      throw new IssuerAway(`${issuer} does not say where its keys are`, { cause: error })
    })
    try {
      const { payload } = await jwtVerify(token, known, { issuer, audience, algorithms, requiredClaims: ['exp', 'sub'] })
      return { id: `oidc-${payload.sub}`, name: String(payload['email'] ?? payload['preferred_username'] ?? payload.sub), role: roleOf(payload, roleClaim), sources: [] }
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || error.code === noKeysAnswer) throw new IssuerAway(`the keys of ${issuer} cannot be had`, { cause: error })
      return null
    }
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(timeoutMs) })
  if (!answer.ok) throw new Error(`it answers ${answer.status}`)
  return createRemoteJWKSet(new URL(((await answer.json()) as { jwks_uri: string }).jwks_uri), { timeoutDuration: timeoutMs, cooldownDuration: cooldownMs })
}

/** The greatest role that the claim names. */
function roleOf(payload: object, claim: string): Role | null {
  const found = claim.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], payload)
  const named = Array.isArray(found) ? found : [found]
  return roles.findLast((role) => named.includes(role)) ?? null
}
