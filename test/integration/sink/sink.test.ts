import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { clickhouseOf, produce, runSink, type SinkOptions } from '../../helpers/sink.ts'
import { accountScore, alert, failedEvent, interaction } from '../../helpers/outputs.ts'
import { eventually } from '../../helpers/eventually.ts'
import { createSystem, type System } from '../../helpers/system.ts'
import type { FailedEvent } from '../../../schemas/types.ts'
import { topicOf } from '../../../services/topology.ts'

const parts = inject('parts')
const { registryUrl, clickhouseUrl } = parts
let system: System
let db: ReturnType<typeof clickhouseOf>
const sinks: { stop(): Promise<void> }[] = []

async function sink(more: Partial<SinkOptions> = {}) {
  const running = await runSink(system, { registryUrl, clickhouseUrl, ...more })
  sinks.push(running)
  return running
}
const count = async (sql: string) => Number((await db.rows<{ n: string }>(`SELECT count() AS n FROM ${sql}`))[0]!.n)

beforeAll(async () => {
  system = await createSystem(parts)
  await system.setUp()
  db = clickhouseOf(clickhouseUrl, system.deployment)
})
afterEach(async () => { await Promise.all(sinks.splice(0).map((each) => each.stop())) })
afterAll(async () => {
  await db?.command({ query: `DROP DATABASE IF EXISTS ${system.deployment}` })
  await Promise.all([db?.close(), system?.stop()])
})

describe('what the sink stores', () => {
  it('is every field of every record, in the table of its topic and in what is fed from it', async () => {
    await produce(system, registryUrl, 'interactions', [interaction(), interaction({ eventId: 'e2', value: null, weight: null, driver: null })])
    await produce(system, registryUrl, 'scores', [accountScore({ score: 50, logOffset: 7 }), accountScore({ logOffset: 7 })])
    await produce(system, registryUrl, 'alerts', [alert(), alert({ sequence: 2, status: 'ACKNOWLEDGED', by: 'kim' })])
    await produce(system, registryUrl, 'failed-events', [failedEvent(), failedEvent({ attempts: 2 })])
    await sink()
    await eventually(async () => (await count('failed_events_now')) === 1 && (await count('alert_events')) === 2 && (await count('score_history')) === 2 && (await count('interactions')) === 2)

    const [stored] = await db.rows<Record<string, unknown>>(`SELECT * EXCEPT recorded_at FROM interactions WHERE event_id = 'e1'`)
    expect(stored).toEqual({
      account_id: 'a1', event_id: 'e1', kind: 'TOUCH_POINT', occurred_at: '2026-10-01 12:00:00.000', received_at: '2026-10-01 12:00:00.020', source: 'helpdesk',
      contact_id: null, touch_point: 'support.call', directness: 'DIRECT', reach_people: null, stage: 'SUPPORT', channel: 'phone', location: null, outcome: 'FAILED',
      measures: { waitSeconds: 130.5 }, survey_id: null, survey_status: null, survey_pattern: null, survey_metric: null, survey_score: null,
      survey_scale_min: null, survey_scale_max: null, survey_higher_is_better: null, text: 'Nobody\n\ncalled; back 👍', language: 'en', sentiment: -0.4,
      emotions: ['anger'], effort: null, driver: 'support.call', observation_value: 15, observation_weight: 2, corrects_event_id: null, segment: 'smb', vertical: null,
      region: 'north', score_after: 42.5, model_version: 'm1', attributes: { team: 'emea' }, log_partition: 0, log_offset: 7, record_partition: 0, record_offset: 0,
    })
    expect(await db.rows('SELECT score, renewal_at, drivers FROM accounts_now')).toEqual([{ score: 42.5, renewal_at: '2026-10-02 12:00:00.000', drivers: { 'support.call': -27.5 } }])
    expect(await db.rows('SELECT status, is_open, `drivers.event_ids` AS ids FROM alerts_now')).toEqual([{ status: 'ACKNOWLEDGED', is_open: true, ids: [['e1']] }])
    expect(await db.rows('SELECT attempts, hex(base64Decode(value_base64)) AS bytes FROM failed_events_now')).toEqual([{ attempts: 2, bytes: '000A0AFF3B' }])
    expect(await db.rows('SELECT sum(interactions) AS n, sum(observations) AS o, sum(weighted_value_sum) AS v FROM experience_by_day')).toEqual([{ n: 2, o: 1, v: 30 }])
  })

  it('leaves out a record that cannot be read or stored, and makes it a failed event with its bytes', async () => {
    const before = await count('score_history')
    const beyondTime = accountScore({ accountId: 'far', lastContactAt: 1e15 })
    await produce(system, registryUrl, 'scores', [...Array.from({ length: 20 }, (_, i) => accountScore({ accountId: `n${i}` })), beyondTime, Buffer.from('{}'), accountScore({ accountId: 'last', renewalAt: Date.UTC(9999, 11, 31) })])
    await sink()
    await eventually(async () => (await count(`accounts_now WHERE account_id = 'last'`)) === 1)
    expect(await count('score_history')).toBe(before + 21)
    expect(await count(`accounts_now WHERE account_id = 'last' AND renewal_at = '2299-12-31 23:59:59.999'`), 'a renewal of "never" does not cost the row').toBe(1)
    const failed = await eventually(async () => {
      const all = (await system.values<FailedEvent>('failed-events')).filter(({ topic }) => topic === `${system.deployment}.scores`)
      return all.length === 2 ? all : null
    })
    expect(failed.map(({ step, code, offset, failureId }) => ({ step, code, offset, failureId }))).toEqual([
      { step: 'store', code: 'clickhouse.rejected', offset: 22, failureId: `${system.deployment}.scores:0:22` },
      { step: 'decode', code: 'avro.undecodable', offset: 23, failureId: `${system.deployment}.scores:0:23` },
    ])
    expect(failed[0]!.reason).toMatch(/DateTime|last_contact_at/)
    expect(Buffer.from(failed[1]!.value!).toString()).toBe('{}')
    await eventually(async () => (await count(`failed_events_now WHERE code = 'clickhouse.rejected'`)) === 1)
  })

  it.each([
    ['a constraint', 'ALTER TABLE alert_events ADD CONSTRAINT never CHECK alert_id != \'c1\'', 'ALTER TABLE alert_events DROP CONSTRAINT never', 'VIOLATED_CONSTRAINT', 'c1'],
    ['a view of its own', 'CREATE MATERIALIZED VIEW strict ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 40000 AS SELECT toUInt32(alert_id) AS n FROM alert_events WHERE alert_id = \'v1\'', 'DROP VIEW strict', 'CANNOT_PARSE_TEXT', 'v1'],
  ])('is refused by name where it fails by %s, and goes on when that is gone', async (_, add, remove, code, alertId) => {
    await db.command({ query: add })
    await produce(system, registryUrl, 'alerts', [alert({ alertId })])
    const running = await sink()
    await expect(running.runner.done).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining(code), remedy: expect.stringContaining('constraint or a default') })
    await db.command({ query: remove })
    await sink()
    await eventually(async () => (await count(`alert_events WHERE alert_id = '${alertId}'`)) === 1)
  })

  it('refuses to go on when more than 200 records of a batch cannot be stored', async () => {
    await produce(system, registryUrl, 'alerts', Array.from({ length: 201 }, (_, i) => alert({ alertId: `r${i}`, snoozedUntil: 1e15 })), 1)
    const running = await sink({ lingerMs: 500 })
    await expect(running.runner.done).rejects.toThrow(/More than 200 records of one batch/)
  })
})

describe('a sink without a position', () => {
  it('is refused while ClickHouse holds rows of the partition, with the command that sets the position', async () => {
    const running = await sink({ group: `${system.deployment}-other` })
    await expect(running.runner.done).rejects.toMatchObject({ message: expect.stringContaining('has no position there'), remedy: expect.stringContaining('cx sink adopt --topic') })
  })
})

describe('a topic that was recreated', () => {
  it('is refused though it has grown past the position: its records are others', async () => {
    const scores = topicOf(system.deployment, 'scores')
    const groupId = `${system.deployment}-sink`
    const before = await sink()
    await produce(system, registryUrl, 'scores', [accountScore({ accountId: 'before' })])
    await eventually(async () => (await count(`accounts_now WHERE account_id = 'before'`)) === 1)
    await before.stop()
    const admin = system.client.kafka().admin()
    await admin.connect()
    const [committed] = await admin.fetchOffsets({ groupId, topics: [scores] })
    const partitions = committed!.partitions
    await admin.deleteTopics({ topics: [scores] })
    await eventually(async () => !(await admin.listTopics()).includes(scores))
    await eventually(() => admin.createTopics({ topics: [{ topic: scores, numPartitions: partitions.length }] }))
    await admin.disconnect()
    // Kafka forgets the positions in a topic that is deleted; those that a member commits at that moment, or that are restored, stay.
    const cluster = system.client.cluster()
    await cluster.connect()
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics: [{ topic: scores, partitions }] })
    await cluster.disconnect()
    await produce(system, registryUrl, 'scores', Array.from({ length: 100 }, (_, i) => accountScore({ accountId: `after${i}` })))
    const after = await sink()
    await expect(after.runner.done).rejects.toMatchObject({ exitCode: 78, message: expect.stringMatching(/Record \d+ of partition 0 .* was recreated/) })
    expect(await count(`accounts_now WHERE startsWith(account_id, 'after')`)).toBe(0)
  })
})
