import { CompressionTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { FailedEvent, TimelineRecord } from '../../../schemas/types.ts'
import { decodeTimeline } from '../../../services/shared/avro/timeline.ts'
import { eventType } from '../../../services/shared/avro/published.ts'
import { encodeSettingsRecord } from '../../../services/shared/settings.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { topicOf } from '../../../services/topology.ts'
import type { InputTopic } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { eventually } from '../../helpers/eventually.ts'
import { accountUpsert, survey, touchPoint } from '../../helpers/events.ts'
import { openUpstream } from '../../helpers/inputs.ts'
import { createSystem } from '../../helpers/system.ts'
import type { System } from '../../helpers/system.ts'
import { makeTopics } from '../../helpers/topics.ts'

type Upstream = Awaited<ReturnType<typeof openUpstream>>
const now = Date.now()

const timeline = async (system: System): Promise<TimelineRecord[]> =>
  (await system.records('timeline')).map(({ value }) => decodeTimeline(value!)).filter(({ kind }) => kind !== 'SETTINGS')

const failedEvents = (system: System) => system.values<FailedEvent>('failed-events')

describe('the enricher', () => {
  let system: System
  let upstream: Upstream
  beforeAll(async () => {
    system = await createSystem(inject('parts'), { CX_TEXT: 'on' })
    await system.setUp()
    upstream = await openUpstream(system)
    await (await system.start('enricher')).ready()
  })
  afterAll(async () => {
    await upstream?.close()
    await system?.stop()
  })

  test('brings events of all topics to the timeline of their account, with what their texts say', async () => {
    const touched = touchPoint({ eventId: 'good-1', accountId: 'acme', occurredAt: now, text: 'This is a great service, thank you!', language: 'en' })
    const answered = survey({ eventId: 'good-2', accountId: 'acme', occurredAt: now, comment: 'Terrible. I had to call five times, I am furious.', language: 'en' })
    const upserted = accountUpsert({ eventId: 'good-3', accountId: 'acme', occurredAt: now })
    const acted = {
      actionId: 'good-4', accountId: 'acme', alertId: 'acme~SCORE_BELOW~1', occurredAt: now, action: 'ACKNOWLEDGE', by: 'kim', assignee: null, until: null, outcome: null, note: null,
    }
    const sent = { touchpoints: touched, surveys: answered, crm: upserted, 'alert-actions': acted }
    for (const [topic, event] of Object.entries(sent)) await upstream.send(topic as InputTopic, 1, [event])
    const found = await eventually(async () => {
      const records = (await timeline(system)).filter(({ partition }) => partition === 1)
      return records.length === 4 ? records : null
    })
    for (const { kind, topic, schema, event } of found) {
      expect(eventType(kind as never, schema).decode(event)).toEqual(sent[topic as InputTopic])
    }
    const of = (kind: string) => found.find((each) => each.kind === kind)!
    expect(of('TOUCH_POINT').sentiment).toBeGreaterThan(0.2)
    expect(of('SURVEY').sentiment).toBeLessThan(-0.2)
    expect(of('SURVEY').emotions).toContain('anger')
    expect(of('ACCOUNT')).toMatchObject({ topic: 'crm', sentiment: null, emotions: [], effort: null, number: 0, epoch: 0 })
    expect(of('ACTION')).toMatchObject({ topic: 'alert-actions' })
    expect(new Set((await system.records('timeline')).filter(({ key }) => key?.toString() === 'acme').map(({ partition }) => partition)).size, 'partitions of one account').toBe(1)
  })

  test('turns everything that cannot be used into failed events with the contract\'s codes, and lets nothing of it through', async () => {
    const before = (await timeline(system)).length
    const bad = await badInputs(upstream)
    for (const { topic, value } of bad) await upstream.sendBytes(topic, 0, [value])
    const found = await eventually(async () => {
      const all = await failedEvents(system)
      return all.length >= bad.length ? all : null
    })
    for (const topic of ['touchpoints', 'surveys', 'crm'] as const) {
      const own = found.filter((each) => each.topic === topicOf(system.deployment, topic)).sort((a, b) => a.offset - b.offset)
      const sent = bad.filter((each) => each.topic === topic)
      expect(own.map(({ code }) => code)).toEqual(sent.map(({ code }) => code))
      expect(own.map(({ value }) => (value === null ? null : Buffer.from(value).toString('hex'))), 'original bytes').toEqual(sent.map(({ value }) => value?.toString('hex') ?? null))
      expect(new Set(own.map(({ failureId }) => failureId)).size).toBe(own.length)
    }
    expect((await timeline(system)).length, 'records of the timeline').toBe(before)
  })

  test('goes on behind a record that only compression makes small enough for a broker; its beginning is kept', async () => {
    const producer = system.client.kafka().producer()
    await producer.connect()
    await producer.send({ topic: topicOf(system.deployment, 'crm'), compression: CompressionTypes.GZIP, messages: [{ partition: 0, value: Buffer.alloc(3_000_000, 1) }] })
    await producer.disconnect()
    await upstream.send('crm', 0, [accountUpsert({ eventId: 'behind', accountId: 'behind', occurredAt: now })])
    await eventually(async () => (await timeline(system)).some(({ event, kind, schema }) => kind === 'ACCOUNT' && eventType(kind, schema).decode(event).eventId === 'behind'))
    const failed = (await failedEvents(system)).find(({ reason }) => reason.endsWith("of its value's 3000000 bytes the first 1048576 are here"))!
    expect([failed.code, failed.value!.length]).toEqual(['avro.undecodable', 1_048_576])
    expect(await runCli(['failed', 'replay', failed.failureId], system.env as Record<string, string>)).toMatchObject({ code: 78, stderr: expect.stringContaining('has only the beginning of its original') })
  })
})

/** Bad input of every kind that an upstream system can cause, each with one fault. */
async function badInputs(upstream: Upstream): Promise<{ code: string; topic: InputTopic; value: Buffer | null }[]> {
  const touch = async (code: string, over: object) => ({ code, topic: 'touchpoints' as const, value: await upstream.framed('touchpoints', touchPoint({ occurredAt: now, ...over })) })
  const asked = async (code: string, over: object) => ({
    code, topic: 'surveys' as const, value: await upstream.framed('surveys', survey({ occurredAt: now, metric: 'CSAT', score: 3, scaleMin: 1, scaleMax: 5, ...over })),
  })
  const crm = async (code: string, over: object) => ({ code, topic: 'crm' as const, value: await upstream.framed('crm', accountUpsert({ occurredAt: now, ...over })) })
  const surveyFrame = await upstream.framed('surveys', survey({ occurredAt: now }))
  const unknownId = Buffer.from(surveyFrame)
  unknownId.writeInt32BE(2_000_000_000, 1)
  const crmFrame = await upstream.framed('crm', accountUpsert())
  return [
    { code: 'record.tombstone', topic: 'touchpoints', value: null },
    { code: 'avro.undecodable', topic: 'touchpoints', value: Buffer.from([255, 1, 2, 3]) },
    { code: 'avro.undecodable', topic: 'surveys', value: Buffer.from('{"eventId":"x"}') },
    { code: 'avro.undecodable', topic: 'crm', value: crmFrame.subarray(0, crmFrame.length / 2) },
    { code: 'avro.unknown-schema', topic: 'surveys', value: unknownId },
    { code: 'avro.wrong-subject', topic: 'touchpoints', value: surveyFrame },
    await touch('record.too-large', { attributes: { much: 'x'.repeat(520 * 1024) } }),
    await touch('id.missing', { eventId: '' }),
    await touch('id.too-long', { eventId: 'ü'.repeat(129) }),
    await touch('enum.unknown', { directness: 'UNKNOWN' }),
    await touch('number.not-finite', { measures: { waitSeconds: NaN } }),
    await touch('number.negative', { reach: -1 }),
    await touch('time.in-future', { occurredAt: now + 86_400_000 }),
    await touch('time.too-old', { occurredAt: 0 }),
    await touch('text.too-long', { text: 'x'.repeat(33_000) }),
    await touch('touch-point.reserved', { touchPoint: 'survey.nps' }),
    await touch('account.missing', { accountId: null, contactId: null }),
    await asked('enum.unknown', { pattern: 'UNKNOWN' }),
    await asked('survey.scale', { scaleMin: 7 }),
    await asked('survey.off-scale', { score: 6 }),
    await asked('survey.nps-scale', { metric: 'NPS' }),
    await asked('survey.unanswered', { score: null }),
    await crm('crm.incomplete', { account: null }),
    await crm('erasure.unsupported', { kind: 'ERASURE_REQUESTED', account: null }),
  ]
}

describe('the enricher of a live deployment', () => {
  let system: System
  beforeAll(async () => {
    system = await createSystem(inject('parts'), { CX_CLOCK: 'wall', CX_TICK_INTERVAL: '300ms' })
    await system.setUp()
  })
  afterAll(() => system?.stop())

  const progressOf = async () => (await timeline(system)).filter(({ kind, timestamp }) => kind === 'PROGRESS' && timestamp > 0)

  test('tells every timeline partition up to when each source was read, also of sources that never had a record; and nothing while it is down', async () => {
    const service = await system.start('enricher')
    const sources = (records: TimelineRecord[]) => new Set(records.map(({ topic, partition }) => `${topic}/${partition}`))
    await eventually(async () => sources(await progressOf()).size === 8)
    const upstream = await openUpstream(system)
    const sentAt = Date.now()
    await upstream.send('touchpoints', 0, [touchPoint({ eventId: 'p1', occurredAt: now, text: null })])
    await eventually(async () => (await progressOf()).some(({ topic, partition, timestamp }) => topic === 'touchpoints' && partition === 0 && timestamp > sentAt))
    const own = (await system.records('timeline')).map((record) => ({ ...record, entry: decodeTimeline(record.value!) }))
    const event = own.find(({ entry }) => entry.kind === 'TOUCH_POINT')!
    for (const { offset, partition, timestamp, entry } of own.filter(({ entry: each }) => each.kind === 'PROGRESS' && each.timestamp > 0)) {
      expect(entry.timestamp, 'a time that is over').toBeLessThanOrEqual(timestamp)
      const claimsEvent = entry.topic === 'touchpoints' && entry.partition === 0 && entry.timestamp > event.entry.timestamp
      if (claimsEvent && partition === event.partition) expect(offset, 'a claim that comes after what it claims').toBeGreaterThan(event.offset)
    }
    await service.kill('SIGTERM')
    const silent = (await progressOf()).length
    await upstream.send('touchpoints', 0, [touchPoint({ eventId: 'p2', occurredAt: now, text: null })])
    expect((await progressOf()).length).toBe(silent)
    await upstream.close()
  })
})

describe('the enricher before a source topic that was recreated', () => {
  let system: System
  beforeAll(async () => {
    system = await createSystem(inject('parts'))
    await system.setUp()
  })
  afterAll(() => system?.stop())

  test('refuses to read on, names the way out, and begins anew after it', async () => {
    const events = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => touchPoint({ eventId: `${prefix}${i}`, occurredAt: now, text: null }))
    const upstream = await openUpstream(system)
    await upstream.send('touchpoints', 0, events('old', 3))
    const first = await system.start('enricher')
    await eventually(async () => (await timeline(system)).length === 3)
    await first.kill('SIGTERM')
    await upstream.close()

    const topic = topicOf(system.deployment, 'touchpoints')
    const admin = system.client.kafka().admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [topic] })
    await eventually(async () => !(await admin.listTopics()).includes(topic))
    await eventually(() => makeTopics(admin, [{ topic, numPartitions: 2, configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }] }]))
    await admin.disconnect()
    const again = await openUpstream(system)
    await again.send('touchpoints', 0, events('new', 5))
    await again.close()

    const second = await system.start('enricher')
    const ended = await second.part.ended
    expect(ended).toMatchObject({ code: 78 })
    expect(second.part.output()).toContain('its commit is gone: the topic or the group was deleted')
    expect(second.part.output()).toContain('cx epoch raise --topic touchpoints')

    const cluster = system.client.cluster()
    const raised = encodeSettingsRecord({ kind: 'epoch', topic: 'touchpoints', epoch: 1 })
    await (await openProducer(cluster)).send([{ topic: topicOf(system.deployment, 'settings'), partition: 0, key: null, value: raised }])
    await cluster.disconnect()
    await system.start('enricher')
    const records = await eventually(async () => {
      const all = await timeline(system)
      return all.length === 8 ? all : null
    })
    expect(records.filter(({ epoch }) => epoch === 1).map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4])
  }, 120_000)
})
