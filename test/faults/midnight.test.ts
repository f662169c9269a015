import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { AccountScore, AlertEvent } from '../../schemas/types.ts'
import { eventually } from '../helpers/eventually.ts'
import { touchPoint } from '../helpers/events.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { openPositions } from './harness/positions.ts'
import { verify } from './verifier/verify.ts'

const hour = 3_600_000
const day = 24 * hour
/** The midnight over which the enricher is down. */
const midnight = Date.UTC(2026, 5, 10)
/** How many days it is down: longer than any account is allowed to be silent. */
const away = 40
const accounts = Array.from({ length: 20 }, (_, i) => `a${i}`)
const quiet = ['quiet-0', 'quiet-1']
const displaced = join(import.meta.dirname, 'harness', 'displaced-enricher.ts')

let system: System
beforeAll(async () => {
  system = await createSystem(inject('parts'), { CX_CLOCK: 'wall', CX_TICK_INTERVAL: '1s', CX_ENRICHER_BATCH: '1' })
  await system.setUp()
})
afterAll(() => system?.stop())

/** An enricher for which it is `time` now. */
const enricherAt = (time: number) => system.start('enricher', { BROKER_CLOCK_OFFSET: String(time - Date.now()) }, displaced)

const contacts = (ids: readonly string[], name: string, occurredAt: number, outcome: 'SUCCEEDED' | 'FAILED') =>
  ids.map((accountId) => touchPoint({ eventId: `${name}-${accountId}`, accountId, occurredAt, outcome, text: null }))

test('an enricher that is down over a midnight, for forty days: no close is made without what lay unread, nobody is called silent who was not', async () => {
  const upstream = await openUpstream(system)
  for (const days of [4, 3, 2, 1]) await upstream.send('touchpoints', 0, contacts([...accounts, ...quiet], `before-${days}`, midnight - days * day + 6 * hour, 'SUCCEEDED'))
  const [first, resolver, scorer] = await Promise.all([enricherAt(midnight - 60_000), system.start('resolver'), system.start('scorer'), system.start('sink')])
  const tickIs = (least: number) => eventually(async () => (await scorer.metric('cx_tick_seconds')) / 2 * 1000 >= least, { timeoutMs: 60_000 })
  await tickIs(midnight - 59_000)
  await first.kill()
  expect((await scorer.metric('cx_tick_seconds')) / 2 * 1000, 'it went down before midnight').toBeLessThan(midnight)

  // Before what counts there lies enough that several ticks pass while it is read.
  await upstream.send('touchpoints', 1, Array.from({ length: 600 }, (_, i) => touchPoint({ eventId: `before-unread-${i}`, accountId: 'busy', occurredAt: midnight - hour, text: null })))
  await upstream.send('touchpoints', 1, contacts(accounts, 'unread', midnight - 300_000, 'FAILED'))
  for (const days of [away / 2, away - 2]) await upstream.send('touchpoints', 0, contacts(accounts, `later-${days}`, midnight + days * day, 'SUCCEEDED'))
  const second = await enricherAt(midnight + away * day - hour)
  await tickIs(midnight + away * day - hour)
  await upstream.close()

  const closes = new Map<string, number>()
  const applied = new Set<string>()
  for (const { accountId, cause, causeEventId, at } of await system.values<AccountScore>('scores')) {
    if (causeEventId?.startsWith('unread')) applied.add(accountId)
    // The silence of an account, later in a day, gives a score too.
    if (cause !== 'DECAY' || at < midnight || (quiet.includes(accountId) && at % day >= hour)) continue
    closes.set(accountId, (closes.get(accountId) ?? 0) + 1)
    if (accounts.includes(accountId)) expect(applied, 'has the event that lay unread when the day ended').toContain(accountId)
  }
  for (const id of [...accounts, ...quiet]) expect(closes.get(id), `closes of ${id}, one for each day`).toBe(away)

  const silent = (await system.values<AlertEvent>('alerts')).filter(({ kind, sequence }) => kind === 'SILENT' && sequence === 1).map(({ accountId }) => accountId)
  expect(silent.sort(), 'only who was silent while the log was unread').toEqual(quiet)

  for (const service of [second, resolver]) await service.kill('SIGTERM')
  const positions = openPositions(system.env.KAFKA_BROKERS.split(','), system.deployment)
  for (const service of ['scorer', 'sink'] as const) await eventually(async () => (await positions.of(service))?.lag === 0, { timeoutMs: 60_000 })
  await positions.close()
  const { differences } = await verify({
    brokers: system.env.KAFKA_BROKERS.split(','), registryUrl: system.env.SCHEMA_REGISTRY_URL, clickhouseUrl: system.env.CLICKHOUSE_URL, deployment: system.deployment,
  })
  expect(differences.lines()).toEqual([])
}, 180_000)
