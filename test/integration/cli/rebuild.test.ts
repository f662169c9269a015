import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openDeliveries } from '../../../services/notifier/deliveries.ts'
import { topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { eventually } from '../../helpers/eventually.ts'
import { accountScore, alert, failedEvent, interaction } from '../../helpers/outputs.ts'
import { clickhouseOf, produce, runSink } from '../../helpers/sink.ts'
import { createSystem, type System } from '../../helpers/system.ts'

const parts = inject('parts')
const { registryUrl, clickhouseUrl } = parts
const month = 31 * 86_400_000
let system: System
let db: ReturnType<typeof clickhouseOf>
let sink: Awaited<ReturnType<typeof runSink>>

/** Every row that somebody reads, of facts, latest states, days and sums. */
const contents = async () => {
  const of = (sql: string) => db.rows(sql)
  return {
    interactions: await of('SELECT * FROM interactions ORDER BY record_partition, record_offset'), scores: await of('SELECT * FROM score_history ORDER BY record_partition, record_offset'),
    alerts: await of('SELECT * FROM alert_events ORDER BY record_partition, record_offset'), latest: await of('SELECT * FROM accounts_now ORDER BY account_id'), open: await of('SELECT * FROM alerts_now ORDER BY alert_id'),
    days: await of('SELECT * FROM account_days FINAL ORDER BY day, account_id'), surveys: await of('SELECT * FROM survey_events FINAL ORDER BY record_partition, record_offset'),
    observations: await of('SELECT * FROM observations FINAL ORDER BY record_partition, record_offset'), sources: await of('SELECT * FROM sources FINAL ORDER BY source'),
    corrections: await of('SELECT * FROM corrections FINAL ORDER BY record_partition, record_offset'), failed: await of('SELECT * FROM failed_events FINAL ORDER BY failure_id'), deliveries: await of('SELECT * FROM delivery_attempts FINAL ORDER BY record_partition, record_offset'),
    sums: await of(`SELECT day, touch_point, record_partition, toInt32(sum(interactions)) AS n, toInt32(sum(observations)) AS observations, round(sum(weighted_value_sum), 9) AS weighted
      FROM experience_by_day GROUP BY day, touch_point, record_partition HAVING n != 0 ORDER BY day, touch_point, record_partition`),
  }
}
const contact = (i: number) => interaction({
  eventId: `e${i}`, accountId: `a${i % 9}`, occurredAt: Date.UTC(2026, 0, 15) + (i % 5) * month, ...(i % 30 === 20 && { corrects: `e${i - 9}` }), ...(i % 10 === 0 && { kind: 'SURVEY', survey: { surveyId: `s${i}`, status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'NPS', score: 3, scaleMin: 0, scaleMax: 10, higherIsBetter: true } }),
})
const environment = () => ({ KAFKA_BROKERS: parts.brokers.join(','), SCHEMA_REGISTRY_URL: registryUrl, CLICKHOUSE_URL: clickhouseUrl, CX_DEPLOYMENT: system.deployment })
const cx = (...args: string[]) => runCli(['rebuild', 'clickhouse', ...args], environment())
/** The same, ended by Ctrl-C as soon as it has said this. */
const cxStopped = (once: RegExp) => runCli(['rebuild', 'clickhouse'], environment(), (child) => { child.stdout!.on('data', (said) => { if (once.test(String(said))) child.kill('SIGINT') }) })
const damage = async (...statements: string[]) => { for (const query of statements) await db.command({ query, clickhouse_settings: { mutations_sync: '1' } }) }

/** Writes to the delivery log, and has the notifier copy it. */
async function deliver(steps: number): Promise<void> {
  const cluster = system.client.cluster()
  await openDeliveries(cluster, topicOf(system.deployment, 'deliveries'), 4).write(Array.from({ length: steps }, (_, i) => (
    { subscription: 'ops', alertId: `a${i % 9}~SILENT~1`, sequence: 1 + Math.floor(i / 9), status: 'delivered', attempt: 1, httpStatus: 200, detail: '', durationMs: i, at: '2026-01-15T12:00:00.000Z' })))
  await cluster.disconnect()
  const notifier = await system.start('notifier')
  await eventually(async () => (await contents()).deliveries.length === steps, { timeoutMs: 30_000 })
  await notifier.kill()
}

beforeAll(async () => {
  system = await createSystem(parts)
  await system.setUp()
  db = clickhouseOf(clickhouseUrl, system.deployment)
  await produce(system, registryUrl, 'interactions', Array.from({ length: 300 }, (_, i) => contact(i)))
  await produce(system, registryUrl, 'scores', Array.from({ length: 200 }, (_, i) => accountScore({ accountId: `a${i % 9}`, at: Date.UTC(2026, 0, 15) + i * 3_600_000, score: i % 100 })))
  await produce(system, registryUrl, 'alerts', Array.from({ length: 40 }, (_, i) => alert({ alertId: `a${i % 9}~SILENT~1`, sequence: 1 + Math.floor(i / 9) })))
  await produce(system, registryUrl, 'failed-events', Array.from({ length: 30 }, (_, i) => failedEvent({ failureId: `cx.touchpoints:0:${i}`, offset: i })))
  await deliver(50)
  sink = await runSink(system, { registryUrl, clickhouseUrl })
  await eventually(async () => {
    const { interactions, scores, alerts, failed } = await contents()
    return interactions.length === 300 && scores.length === 200 && alerts.length === 40 && failed.length === 30
  }, { timeoutMs: 30_000 })
})
afterAll(async () => {
  await sink?.stop()
  await db?.command({ query: `DROP DATABASE IF EXISTS ${system.deployment}` })
  await Promise.all([db?.close(), system?.stop()])
})

it('what was lost of facts, latest states, days and sums is put back from the topics, beside a sink that goes on', async () => {
  const before = await contents()
  await damage(
    'ALTER TABLE interactions DELETE WHERE record_offset % 3 = 0', 'TRUNCATE TABLE alert_events', 'ALTER TABLE score_history DELETE WHERE record_offset < 50', 'TRUNCATE TABLE account_scores', 'TRUNCATE TABLE alerts', 'TRUNCATE TABLE account_days', 'TRUNCATE TABLE sources', 'TRUNCATE TABLE survey_events', 'TRUNCATE TABLE observations', 'TRUNCATE TABLE corrections', 'TRUNCATE TABLE failed_events', 'TRUNCATE TABLE delivery_attempts',
    'ALTER TABLE experience_by_day DELETE WHERE toMonth(day) = 2', `INSERT INTO experience_by_day SELECT * FROM experience_by_day WHERE toMonth(day) = 3 SETTINGS insert_deduplicate = 0`,
  )
  expect(await contents()).not.toEqual(before)
  const [{ stdout, stderr, code }] = await Promise.all([cx(), produce(system, registryUrl, 'interactions', Array.from({ length: 60 }, (_, i) => contact(1000 + i)))])
  expect([code, stderr]).toEqual([0, expect.stringContaining('events')])
  expect(stdout).toMatch(/interactions +3\d\d records compared, 100 put back/)
  await eventually(async () => (await contents()).interactions.length === 360, { timeoutMs: 30_000 })
  // What came meanwhile is there as if nothing had been, and sums have it once.
  const after = await contents()
  const isNew = ({ event_id: id }: any) => Number(String(id).slice(1)) >= 1000
  const old = (rows: readonly unknown[]) => rows.filter((row) => !isNew(row))
  expect({ ...after, interactions: old(after.interactions), surveys: old(after.surveys), observations: old(after.observations), corrections: old(after.corrections), sums: null }).toEqual({ ...before, sums: null })
  expect(after.sums.map((row) => Number((row as { n: number }).n)).reduce((a, b) => a + b)).toBe(360)
  expect((await cx()).stdout, 'and again there is nothing to do').toMatch(/interactions +360 records compared, 0 put back, 0 put right in sums\n/)
  expect(await contents()).toEqual(after)
}, 90_000)

it('facts that are there more than once are named, it fails, and what it says puts each back once', async () => {
  const before = await contents()
  await damage('INSERT INTO interactions SELECT * FROM interactions WHERE record_offset BETWEEN 20 AND 49 SETTINGS insert_deduplicate = 0')
  const failed = await cx('--table', 'interactions')
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('30 MORE THAN ONCE'), stderr: expect.stringContaining('ClickHouse holds rows more than once: interactions, partition 0, offsets 0 to ') })
  await damage(...failed.stderr.match(/ALTER TABLE .*/g)!)
  expect(await cx('--table', 'interactions')).toMatchObject({ code: 0, stdout: expect.stringContaining(' put back') })
  expect(await contents()).toEqual(before)
}, 90_000)

it('stopped, it says how to go on with what is left', async () => {
  const { code, stderr } = await cxStopped(/^interactions /)
  const [, goOn] = /^error: Stopped before the end\.\nWhat was put right stays so; go on with: cx rebuild clickhouse (--table .*)$/m.exec(stderr)!
  expect([code, goOn]).toEqual([1, expect.stringMatching(/^--table (?!.*interactions).*experience_by_day/)])
  expect((await cx(...goOn!.split(' '))).code).toBe(0)
}, 90_000)

it('derived tables alone are made from the facts, also of what the topics have lost', async () => {
  const before = await contents()
  await damage('TRUNCATE TABLE experience_by_day', 'TRUNCATE TABLE account_scores')
  const { stdout, code } = await cx('--table', 'experience_by_day', 'account_scores')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/experience_by_day +held against interactions, 360 put right/)])
  expect(await contents()).toEqual(before)
  expect(await cx('--table', 'nothing')).toMatchObject({ code: 2, stderr: expect.stringContaining('interactions, score_history') })
}, 90_000)

it('a history of more months than one insert may touch is compared as the sink inserted it, and what ClickHouse will never take ends it with its error', async () => {
  const wide = Array.from({ length: 102 }, (_, i) => interaction({ eventId: `wide${i}`, touchPoint: 'wide', occurredAt: Date.UTC(2010, 0, 15) + i * month }))
  const stored = () => db.rows(`SELECT toUInt32(count()) AS facts, (SELECT toInt32(sum(interactions)) FROM experience_by_day WHERE touch_point = 'wide') AS sums FROM interactions WHERE touch_point = 'wide'`)
  const all = [{ facts: 102, sums: 102 }]
  await produce(system, registryUrl, 'interactions', wide, 1)
  await eventually(async () => JSON.stringify(await stored()) === JSON.stringify(all), { timeoutMs: 30_000 })
  await damage('ALTER TABLE interactions DELETE WHERE touch_point = \'wide\'')
  const { code, stdout } = await cx('--table', 'interactions')
  expect([code, stdout, await stored()]).toEqual([0, expect.stringMatching(/, 102 put back/), all])

  await damage('ALTER TABLE interactions ADD COLUMN sealed String DEFAULT encrypt(\'aes-128-ecb\', account_id, account_id)')
  const failed = await cx('--table', 'interactions')
  await damage('ALTER TABLE interactions DROP COLUMN sealed')
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('Invalid key size') })
}, 240_000)
