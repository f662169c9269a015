import { encodeEntry } from '../../services/shared/avro/entry.ts'
import { encodeTimeline } from '../../services/shared/avro/timeline.ts'
import type { LogRecord } from '../../services/shared/kafka/log-record.ts'
import { createRandom, type Random } from '../../test/faults/harness/random.ts'
import { settingsOf, start, survey, touchPoint, upserted } from '../../test/helpers/timeline.ts'

const keys = ['delivery', 'support.call', 'support.resolution', 'product.use', 'billing.invoice', 'onboarding', 'mention', 'store.visit', 'community.post'] as const
const measureOf: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  'delivery': ['delayDays', -3, 9], 'support.call': ['waitSeconds', 0, 700], 'support.resolution': ['hours', 0, 120], 'product.use': ['availability', 0.97, 1],
}
const outcomes = ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'PRAISED', 'FAILED', 'COMPLAINED', null] as const

/** A load of which the same numbers always give the same bytes. */
export interface Load {
  readonly events: number
  readonly accounts: number
  readonly seed: number
}

/** One partition of the timeline as the enricher would write it: settings, a CRM record for each account, then four touch points to one survey, a second apart. */
export function timelineOf({ events, accounts, seed }: Load): LogRecord[] {
  const random = createRandom(seed)
  const records: LogRecord[] = []
  const add = (key: string | null, value: Buffer) => records.push({ offset: records.length, timestamp: start + records.length, key: key === null ? null : Buffer.from(key), value, headers: {} })
  const base = (topic: string) => ({ offset: records.length, timestamp: start + records.length, source: { topic, partition: 0, epoch: 0, offset: records.length, number: 0 } })
  const noText = { sentiment: null, emotions: [], effort: null }
  add(null, encodeTimeline({
    kind: 'SETTINGS', topic: 'settings', partition: 0, epoch: 0, offset: 0, number: 0, timestamp: start, schema: 1, sentiment: null, emotions: [], effort: null,
    event: Buffer.from(JSON.stringify(settingsOf())),
  }))
  for (let i = 0; i < accounts; i++) {
    const event = upserted(`crm-${i}`, start - 3_600_000, { name: `Company ${i}`, segment: i % 3 === 0 ? 'enterprise' : 'smb', region: 'EMEA', annualRevenue: 1000 * (i % 500), currency: 'EUR', owner: `person-${i % 200}` }, idOf(i))
    add(idOf(i), encodeEntry({ ...base('crm'), kind: 'ACCOUNT', event }))
  }
  for (let i = 0; i < events; i++) {
    // Zipf's law with exponent 0.6, by the inverse of its continuous form.
    const account = idOf(Math.floor(accounts * random.next() ** 2.5))
    if (i % 5 === 4) add(account, encodeEntry({ ...base('surveys'), kind: 'SURVEY', event: surveyOf(i, account, random), text: noText }))
    else add(account, encodeEntry({ ...base('touchpoints'), kind: 'TOUCH_POINT', event: touchPointOf(i, account, random), text: noText }))
  }
  return records
}

const idOf = (account: number) => `acc-${String(account).padStart(7, '0')}`
const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random.next() * all.length)]!

function touchPointOf(i: number, accountId: string, random: Random) {
  const key = pick(random, keys)
  const measure = measureOf[key]
  return touchPoint(`t${i}`, start + i * 1000, {
    accountId, contactId: `c-${accountId}-${i % 4}`, touchPoint: key, source: key.startsWith('support') ? 'helpdesk' : 'portal', outcome: pick(random, outcomes), channel: 'web',
    directness: key === 'mention' ? 'INDIRECT' : 'DIRECT', reach: key === 'mention' ? 500 : null, stage: 'USE',
    measures: measure === undefined ? {} : { [measure[0]]: measure[1] + random.next() * (measure[2] - measure[1]) },
  })
}

const surveyOf = (i: number, accountId: string, random: Random) => survey(`s${i}`, start + i * 1000, {
  accountId, contactId: `c-${accountId}-${i % 4}`, source: 'surveys', channel: 'email', status: pick(random, ['SENT', 'ANSWERED'] as const),
  metric: pick(random, ['NPS', 'CSAT'] as const), scaleMin: 0, scaleMax: 10, score: Math.floor(random.next() * 11),
})
