import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { AccountScore, AlertEvent } from '../../../schemas/types.ts'
import { topicOf } from '../../../services/topology.ts'
import { eventually } from '../../helpers/eventually.ts'
import { accountUpsert, survey, touchPoint } from '../../helpers/events.ts'
import { openUpstream } from '../../helpers/inputs.ts'
import { createSystem, type System } from '../../helpers/system.ts'
import { shippedModel } from '../../helpers/timeline.ts'

const minute = 60_000
const [hour, day] = [60 * minute, 1440 * minute]
const began = Math.floor(Date.now() / day) * day - 120 * day
let system: System
let upstream: Awaited<ReturnType<typeof openUpstream>>
/** What an ops tool sees: kafkajs's own consumer (with the repository's patches) and decoder, nothing of this project's reading. */
const seen: AlertEvent[] = []
let stopWatching: () => Promise<void> = async () => {}

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  const services = await Promise.all((['enricher', 'scorer'] as const).map((name) => system.start(name)))
  await Promise.all(services.map((service) => service.ready()))
  upstream = await openUpstream(system)
  stopWatching = await watch()
}, 90_000)

afterAll(async () => {
  await stopWatching()
  await upstream?.close()
  await system?.stop()
})

async function watch(): Promise<() => Promise<void>> {
  const { brokers, registryUrl } = inject('parts')
  const registry = new SchemaRegistry({ host: registryUrl })
  const consumer = new Kafka({ brokers, clientId: 'ops-tool', logLevel: logLevel.ERROR }).consumer({ groupId: `${system.deployment}-ops-tool`, readUncommitted: false })
  await consumer.connect()
  await consumer.subscribe({ topic: topicOf(system.deployment, 'alerts'), fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => void seen.push((await registry.decode(message.value!)) as AlertEvent) })
  return () => consumer.disconnect()
}

const contact = (accountId: string, id: string, at: number, more: object = {}) => touchPoint({ eventId: id, accountId, occurredAt: at, text: null, measures: {}, source: 'helpdesk', ...more })
const answer = (accountId: string, id: string, at: number, score: number) => survey({ eventId: id, accountId, occurredAt: at, surveyId: id, score, source: 'survey-tool' })
const customer = (accountId: string, owner: string) =>
  accountUpsert({ eventId: `crm-${accountId}`, accountId, occurredAt: began, account: { ...accountUpsert().account!, name: accountId, owner, escalationOwner: 'lead' } })

/** The steps of a kind on an account, once one of them has the status. */
async function steps(kind: AlertEvent['kind'], accountId: string, until: AlertEvent['status']): Promise<AlertEvent[]> {
  const found = () => seen.filter((a) => a.kind === kind && a.accountId === accountId)
  await eventually(() => found().some(({ status }) => status === until), { timeoutMs: 20_000 }).catch((error) => {
    throw new Error(`no ${kind} of ${accountId} is ${until}: ${JSON.stringify(inShort(found()))} ${error}`)
  })
  return found()
}
const inShort = (some: readonly AlertEvent[]) => some.map(({ sequence, status }) => `${sequence} ${status}`)

/** Times go up from test to test: each brings its accounts' clock further. Every partition of the timeline gets the time. */
const clock = (at: number) => upstream.send('touchpoints', 0, Array.from({ length: 12 }, (_, i) => contact(`clock-${i}`, `clock-${at}-${i}`, at, { source: 'clock', outcome: 'SUCCEEDED' })))

test('SCORE_BELOW opens for the owner with its reasons, and resolves after a good contact', async () => {
  await upstream.send('crm', 0, [customer('low', 'ana')])
  await eventually(async () => (await system.values<AccountScore>('scores')).some(({ accountId }) => accountId === 'low'), { timeoutMs: 20_000 })
  await upstream.send('touchpoints', 0, [contact('low', 'low-1', began + hour, { outcome: 'COMPLAINED' })])
  await steps('SCORE_BELOW', 'low', 'OPENED')
  await upstream.send('touchpoints', 0, [1, 2, 3].map((n) => contact('low', `low-good-${n}`, began + (1 + n) * hour, { outcome: 'PRAISED' })))
  const found = await steps('SCORE_BELOW', 'low', 'RESOLVED')
  const [opened] = found
  expect(inShort(found)).toEqual(['1 OPENED', '2 RESOLVED'])
  expect(opened).toMatchObject({ alertId: 'low~SCORE_BELOW~1', owner: 'ana', notify: ['ana', 'lead'], severity: 'CRITICAL', causeEventId: 'low-1' })
  expect(opened!.drivers.reduce((sum, { change }) => sum + change, 0)).toBeCloseTo(opened!.scoreAfter! - opened!.scoreBefore!, 9)
  expect(opened!.drivers.flatMap(({ eventIds }) => eventIds)).toEqual(['low-1'])
}, 60_000)

test('LOW_SURVEY opens with one bad answer, and a good one of the same contact resolves it', async () => {
  await upstream.send('surveys', 0, [answer('polled', 'bad-answer', began + 6 * hour, 1)])
  await steps('LOW_SURVEY', 'polled', 'OPENED')
  await upstream.send('surveys', 0, [answer('polled', 'good-answer', began + 7 * hour, 10)])
  const found = await steps('LOW_SURVEY', 'polled', 'RESOLVED')
  expect(inShort(found)).toEqual(['1 OPENED', '2 RESOLVED'])
  expect(found[0]).toMatchObject({ contactId: 'c1', owner: 'cx-ops', notify: ['cx-ops'] })
}, 60_000)

test('BURST opens on the day on which bad contacts pile up', async () => {
  await upstream.send('touchpoints', 0, Array.from({ length: 20 }, (_, i) => contact('busy', `busy-${i}`, began + 8 * hour + i * minute, { outcome: 'COMPLAINED' })))
  const [opened] = await steps('BURST', 'busy', 'OPENED')
  expect(opened).toMatchObject({ alertId: 'busy~BURST~1', cause: 'EVENT', causeEventId: 'busy-19' })
}, 60_000)

test('SCORE_DROP opens against the close a week before; nobody acknowledges, and it is escalated', async () => {
  await upstream.send('touchpoints', 0, [1, 2, 3].map((n) => contact('falling', `fine-${n}`, began + 9 * hour + n, { outcome: 'PRAISED' })))
  await clock(began + 7 * day)
  await upstream.send('touchpoints', 0, [1, 2, 3].map((n) => contact('falling', `worse-${n}`, began + 8 * day + n * hour, { outcome: 'FAILED' })))
  await steps('SCORE_DROP', 'falling', 'OPENED')
  await clock(began + 13 * day)
  const found = await steps('SCORE_DROP', 'falling', 'ESCALATED')
  expect(found[0]).toMatchObject({ status: 'OPENED', cause: 'EVENT', owner: 'cx-ops' })
  expect(found[0]!.scoreBefore! - found[0]!.scoreAfter!).toBeGreaterThanOrEqual(15)
  expect(found.some(({ status, notify }) => status === 'ESCALATED' && notify.includes('cx-executive'))).toBe(true)
}, 60_000)

test('SOURCE_OUTAGE opens once for all, is acknowledged by a person, and resolves when the source delivers again', async () => {
  // Over many accounts, since a partition knows only of its own.
  const regular = Array.from({ length: 96 * 8 }, (_, i) => contact(`shopper-${i % 7}`, `shop-${i}`, began + 13 * day + i * 15 * minute, { source: 'shop', outcome: 'SUCCEEDED' }))
  await upstream.send('touchpoints', 0, regular)
  await clock(began + 23 * day)
  await eventually(() => seen.some(({ alertId }) => alertId.startsWith('shop~SOURCE_OUTAGE')), { timeoutMs: 20_000 })
  // The source's name stands where other alerts have their account.
  await upstream.send('alert-actions', 0, [{
    actionId: 'seen-shop', occurredAt: Date.now(), accountId: 'shop', alertId: 'shop~SOURCE_OUTAGE~1', action: 'ACKNOWLEDGE', by: 'kim', assignee: null, until: null, outcome: null, note: 'called them',
  }])
  await eventually(() => seen.some(({ alertId, status }) => alertId === 'shop~SOURCE_OUTAGE~1' && status === 'ACKNOWLEDGED'), { timeoutMs: 20_000 })
  await upstream.send('touchpoints', 0, Array.from({ length: 7 }, (_, i) => contact(`shopper-${i}`, `shop-back-${i}`, began + 23 * day + hour, { source: 'shop' })))
  await eventually(() => seen.filter(({ alertId }) => alertId === 'shop~SOURCE_OUTAGE~1').length === 3, { timeoutMs: 20_000 })
  expect(inShort(seen.filter(({ alertId }) => alertId.startsWith('shop~')))).toEqual(['1 OPENED', '2 ACKNOWLEDGED', '3 RESOLVED'])
}, 60_000)

test('SILENT opens by time alone, and the next contact resolves it', async () => {
  await upstream.send('touchpoints', 0, [0, 1, 2].map((n) => contact('quiet', `quiet-${n}`, began + (23 + n) * day + 2 * hour, { outcome: 'SUCCEEDED', source: 'portal' })))
  await clock(began + 66 * day)
  await clock(began + 67 * day)
  const [opened] = await steps('SILENT', 'quiet', 'OPENED')
  expect(opened).toMatchObject({ status: 'OPENED', cause: 'DECAY', causeEventId: null })
  await upstream.send('touchpoints', 0, [contact('quiet', 'quiet-end', began + 67 * day + hour, { source: 'portal' })])
  expect((await steps('SILENT', 'quiet', 'RESOLVED')).at(-1)).toMatchObject({ alertId: opened!.alertId, causeEventId: 'quiet-end' })
}, 60_000)

test('MODEL_CHANGE says once how many accounts a new model moves; their own alerts open quietly', async () => {
  await upstream.send('touchpoints', 0, [contact('middling', 'so-so', began + 67 * day + 2 * hour, { touchPoint: 'store.visit', outcome: 'ABANDONED' })])
  await eventually(async () => (await system.values<AccountScore>('scores')).some(({ accountId }) => accountId === 'middling'), { timeoutMs: 20_000 })
  const file = shippedModel()
  const path = join(mkdtempSync(join(tmpdir(), 'cx-model-')), 'strict.yaml')
  writeFileSync(path, JSON.stringify({ ...file, version: 'strict', alerts: { ...file.alerts, scoreBelow: { ...file.alerts.scoreBelow, alertBelow: 60, clearAt: 65 } } }))
  await system.setUp({ CX_MODEL: path })
  const [opened] = await steps('SCORE_BELOW', 'middling', 'OPENED')
  expect(opened).toMatchObject({ cause: 'MODEL', notify: [], modelVersion: 'strict' })
  const summary = () => seen.filter((a) => a.kind === 'MODEL_CHANGE' && a.logPartition === opened!.logPartition)
  await eventually(() => summary().length >= 2, { timeoutMs: 20_000 })
  expect(summary().map(({ alertId, status, notify }) => [alertId, status, notify])).toEqual([
    [`strict-${opened!.logPartition}~MODEL_CHANGE~1`, 'OPENED', ['cx-ops']], [`strict-${opened!.logPartition}~MODEL_CHANGE~1`, 'RESOLVED', []],
  ])
}, 60_000)

test('of every alert each step was seen once, in order, and none is without an owner', () => {
  for (const [alertId, all] of Map.groupBy(seen, (a) => a.alertId)) {
    expect(all.map(({ sequence }) => sequence), alertId).toEqual(all.map((_, i) => i + 1))
    for (const { owner, summary } of all) expect([owner, summary].every((said) => said !== ''), alertId).toBe(true)
  }
})
