import { createHmac, timingSafeEqual } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { IncomingHttpHeaders } from 'node:http'
import { readMapping, type Mapping } from '../shared/intake/mapping.ts'
import { Refusal } from '../shared/refusal.ts'

/** Another tool's webhook: what its documents mean, and the secret that it signs them with, where there is one. */
export interface Hook {
  readonly name: string
  readonly mapping: Mapping
  readonly secret: string | null
}

const hmac = (secret: string, ...parts: readonly string[]) => createHmac('sha256', secret).update(parts.join('')).digest('base64')
const header = (headers: IncomingHttpHeaders, name: string) => String(headers[name] ?? '')
const longestDelayMs = 5 * 60_000

/** How each tool signs: what its signature header has to be; null where the request is too old to be taken. */
const signatures = {
  /** https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
  typeform: { header: 'typeform-signature', expected: (secret: string, body: string) => `sha256=${hmac(secret, body)}` },
  /** https://developer.zendesk.com/documentation/webhooks/verifying/ */
  zendesk: {
    header: 'x-zendesk-webhook-signature',
    expected: (secret: string, body: string, headers: IncomingHttpHeaders, now: number) => {
      const timestamp = header(headers, 'x-zendesk-webhook-signature-timestamp')
      return Math.abs(now - Date.parse(timestamp)) <= longestDelayMs ? hmac(secret, timestamp, body) : null
    },
  },
} as const
type Scheme = keyof typeof signatures

/** Whether the tool itself sent these bytes. `now`: epoch ms. */
export function isSigned({ mapping, secret }: Hook, headers: IncomingHttpHeaders, body: string, now: number): boolean {
  if (secret === null || mapping.signature === undefined) return false
  const scheme = signatures[mapping.signature as Scheme]
  const expected = scheme.expected(secret, body, headers, now)
  const [given, wanted] = [Buffer.from(header(headers, scheme.header)), Buffer.from(expected ?? '')]
  return expected !== null && given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** The webhooks whose mappings lie in the folders, a later one in place of an earlier of its name; `secrets`: `name=secret,…`. Throws a Refusal. */
export function readHooks(folders: readonly string[], secrets: string): Map<string, Hook> {
  const known = new Map(secrets.split(',').filter(Boolean).map((pair): [string, string] => {
    const at = pair.indexOf('=')
    if (at < 1) throw new Refusal('CX_INGEST_HOOK_SECRETS is not a list of name=secret', 'Write it as typeform=…,zendesk=….')
    return [pair.slice(0, at).trim(), pair.slice(at + 1)]
  }))
  const hooks = new Map<string, Hook>()
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((each) => /\.(ya?ml|json)$/.test(each)).sort()) {
      const name = file.replace(/\.[a-z]+$/, '')
      const mapping = readMapping(join(folder, file))
      if (mapping.signature !== undefined && !(mapping.signature in signatures)) throw new Refusal(`${file} names the signature ${mapping.signature}`, `Known are ${Object.keys(signatures).join(', ')}.`)
      hooks.set(name, { name, mapping, secret: known.get(name) ?? null })
    }
  }
  const stranger = [...known.keys()].find((name) => !hooks.has(name))
  if (stranger !== undefined) throw new Refusal(`CX_INGEST_HOOK_SECRETS has a secret for ${stranger}, of which there is no mapping`, `There are: ${[...hooks.keys()].join(', ')}.`)
  return hooks
}
