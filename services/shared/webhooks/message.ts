import { createHash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { AlertEvent } from '../../../schemas/types.ts'
import type { Subscription } from './subscriptions.ts'

/** What is sent to a webhook. */
export interface Message {
  /** The same for each attempt; printable ASCII without a dot. */
  readonly id: string
  readonly body: string
}

/** What is sent by mail. */
export interface Mail {
  readonly id: string
  readonly subject: string
  readonly text: string
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const dated = (step: AlertEvent) => ({ ...step, renewalAt: iso(step.renewalAt), comparedWith: iso(step.comparedWith), openedAt: iso(step.openedAt), at: iso(step.at), snoozedUntil: iso(step.snoozedUntil) })

/** What a header takes, and the word of a mail's Message-ID, and what Standard Webhooks signs, which joins by dots: plain ids stay as they are. */
const asciiOf = (id: string): string => encodeURIComponent(id.toWellFormed()).replace(/[.!*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The id of a step's messages: alertId and sequence, which no other step has. */
export const idOf = ({ alertId, sequence }: AlertEvent): string => `${asciiOf(alertId)}~${sequence}`

/** The id of a digest, of the first step, how many they are, and a hash of them all: after a crash others may follow the same first one. */
const digestIdOf = (steps: readonly AlertEvent[]): string =>
  `digest+${idOf(steps[0]!)}+${steps.length}+${createHash('sha256').update(steps.map(idOf).join()).digest('hex').slice(0, 16)}`

/** Whom a step is for: an escalation is told to somebody above the owner, who has many owners below. */
export const addresseeOf = ({ status, notify, owner }: AlertEvent): string => (status === 'ESCALATED' ? notify[0] ?? owner : owner)

/** One step, or several as a digest for `addressee`, for a webhook. */
export function messageOf(format: 'standard' | 'slack', steps: readonly [AlertEvent, ...AlertEvent[]], addressee = addresseeOf(steps[0])): Message {
  const [first] = steps
  const id = steps.length === 1 ? idOf(first) : digestIdOf(steps)
  if (format === 'slack') return { id, body: JSON.stringify(slack(steps, addressee)) }
  const body = steps.length === 1
    ? { type: `alert.${first.status.toLowerCase()}`, timestamp: iso(first.at), data: dated(first) }
    : { type: 'alert.digest', timestamp: iso(steps.at(-1)!.at), data: { owner: addressee, alerts: steps.map(dated) } }
  return { id, body: JSON.stringify(body) }
}

/** The same for people, as plain text, the most severe first. */
export function mailOf(steps: readonly [AlertEvent, ...AlertEvent[]], addressee = addresseeOf(steps[0])): Mail {
  const [first] = steps
  const subject = steps.length === 1 ? `[${first.severity}] ${who(first)}: ${titles[first.kind] ?? first.kind} (${first.status.toLowerCase()})` : titleOf(steps, addressee)
  return { id: `<${steps.length === 1 ? idOf(first) : digestIdOf(steps)}@cx>`, subject, text: `${mostSevereFirst(steps).map(paragraph).join('\n\n')}\n` }
}

/** Headers of Standard Webhooks; signed with every secret, newest first. `now`: when this attempt is made. */
export function headersOf({ secrets }: Subscription, { id, body }: Message, now: Date): Record<string, string> {
  return {
    'content-type': 'application/json', 'user-agent': 'cx-notifier', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    ...(secrets.length > 0 && { 'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' ') }),
  }
}

const titles: Readonly<Record<string, string>> = {
  SCORE_BELOW: 'low score', SCORE_DROP: 'score drop', LOW_SURVEY: 'bad survey', SILENT: 'silent', BURST: 'burst of bad contacts', SOURCE_OUTAGE: 'source outage', MODEL_CHANGE: 'model change',
}
const who = ({ accountName, accountId, alertId }: AlertEvent): string => accountName ?? accountId ?? alertId.split('~')[0]!
const atRisk = ({ revenueAtRisk, currency }: AlertEvent): string => (revenueAtRisk ? `${Math.round(revenueAtRisk).toLocaleString('en')} ${currency ?? ''} a year at risk`.replace('  ', ' ') : '')

const titleOf = (steps: readonly AlertEvent[], addressee: string): string => `${steps.length} alerts for ${addressee}`

const ranks: Readonly<Record<AlertEvent['severity'], number>> = { CRITICAL: 2, HIGH: 1, NORMAL: 0 }

/** Steps in the order in which people should read them; of one severity in their own. */
const mostSevereFirst = (steps: readonly AlertEvent[]): AlertEvent[] => steps.toSorted((a, b) => ranks[b.severity] - ranks[a.severity])

const paragraph = (step: AlertEvent): string => [
  `${step.severity} ${titles[step.kind] ?? step.kind}: ${who(step)} (${step.status.toLowerCase()})`, step.summary, [`Owner ${step.owner}`, atRisk(step)].filter(Boolean).join(', '),
  ...step.drivers.slice(0, 5).map(({ driver, change }) => `  ${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}  ${driver}`), step.alertId,
].filter(Boolean).join('\n')

/** Slack's mrkdwn: only these three characters mean something in it. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function slack(steps: readonly [AlertEvent, ...AlertEvent[]], addressee: string): object {
  const sorted = mostSevereFirst(steps)
  const head = steps.length === 1 ? `${steps[0].severity}: ${who(steps[0])}` : titleOf(steps, addressee)
  const section = (step: AlertEvent) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: `*${escaped(who(step))}* · ${titles[step.kind] ?? step.kind} · ${step.severity} · ${step.status.toLowerCase()}\n${escaped(step.summary)}\n${escaped([`Owner ${step.owner}`, atRisk(step)].filter(Boolean).join(', '))}`.slice(0, 2900) },
  })
  return { text: escaped(`${head}: ${sorted[0]!.summary}`), blocks: sorted.map(section) }
}
