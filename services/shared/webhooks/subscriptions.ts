import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Refusal } from '../refusal.ts'
import { replaceFile } from '../replace-file.ts'

/** Who is told of what, and where. */
export interface Subscription {
  /** Names the consumer group; letters, digits, `-` and `_`. */
  readonly name: string
  /** `standard`: Standard Webhooks; `slack`: what Slack and its likes take; `email`: `url` is a mailto. */
  readonly format: 'standard' | 'slack' | 'email'
  readonly url: string
  /** Base64 with the prefix whsec_. Each message is signed with all of them: a receiver can go over from an old one to a new one. */
  readonly secrets: readonly string[]
  /** Empty: all of them. */
  readonly kinds: readonly string[]
  readonly severities: readonly string[]
  readonly segments: readonly string[]
  readonly owners: readonly string[]
  /** Whether addresses of private networks, loopback among them, may be called. */
  readonly allowPrivate: boolean
  /** Steps from here on are delivered, ISO 8601. A later one is a replay, which begins anew. */
  readonly from: string
  /** More steps than this for one person within `withinSeconds` come as digests. */
  readonly digest: { readonly above: number; readonly withinSeconds: number }
  /** Calls at a time; 4 without it. */
  readonly concurrency?: number
  /** Since when, ISO 8601, and why it is not served; it is, without it. */
  readonly disabled?: { readonly at: string; readonly reason: string }
  /** When somebody enabled it last, ISO 8601. A notifier that could not write here that it ended sees by it that it is to be served again. */
  readonly enabledAt?: string
}

/** Calls at a time, where a subscription does not say. */
export const defaultConcurrency = 4

const texts = { type: 'array', items: { type: 'string' } } as const
const schema = {
  type: 'array',
  items: {
    type: 'object', additionalProperties: false,
    required: ['name', 'format', 'url', 'secrets', 'kinds', 'severities', 'segments', 'owners', 'allowPrivate', 'from', 'digest'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,60}$' }, format: { enum: ['standard', 'slack', 'email'] }, url: { type: 'string', pattern: '^(https?://|mailto:)' },
      secrets: texts, kinds: texts, severities: texts, segments: texts, owners: texts, allowPrivate: { type: 'boolean' }, from: { type: 'string' },
      digest: { type: 'object', additionalProperties: false, required: ['above', 'withinSeconds'], properties: { above: { type: 'integer', minimum: 1 }, withinSeconds: { type: 'integer', minimum: 1 } } },
      concurrency: { type: 'integer', minimum: 1, maximum: 100 },
      disabled: { type: 'object', additionalProperties: false, required: ['at', 'reason'], properties: { at: { type: 'string' }, reason: { type: 'string' } } },
      enabledAt: { type: 'string' },
    },
  },
} as const
const fits = new Ajv2020({ strict: false }).compile<Subscription[]>(schema)

/** The subscriptions in a file; none where there is no file. Throws a Refusal where it is not one of ours. */
export function readSubscriptions(path: string): Subscription[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Refusal(`The subscriptions cannot be read: ${(error as Error).message}`, 'Set CX_WEBHOOKS to a file that can be read; under Compose, CX_USER to whose it is.')
  }
  const fault = faultOf(text)
  if (fault !== null) throw new Refusal(`${path} is not a list of subscriptions: ${fault}`, 'Mend it, or make it anew by `cx webhooks add`.')
  return JSON.parse(text) as Subscription[]
}

function faultOf(text: string): string | null {
  try {
    return fits(JSON.parse(text)) ? null : fits.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')
  } catch (error) {
    return (error as Error).message
  }
}

/** Puts the subscriptions that `change` makes of those in the file in their place; others who change it wait. Throws what readSubscriptions and `change` throw. */
export const changeSubscriptions = (path: string, change: (subscriptions: readonly Subscription[]) => readonly Subscription[]): void =>
  replaceFile(path, () => `${JSON.stringify(change(readSubscriptions(path)), null, 2)}\n`)

/** A new secret of 192 bits, as Standard Webhooks writes them. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`
