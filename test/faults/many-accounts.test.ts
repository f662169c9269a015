import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AccountScore } from '../../schemas/types.ts'
import { encodeEvent } from '../../services/shared/avro/published.ts'
import { encodeTimeline } from '../../services/shared/avro/timeline.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { topicOf } from '../../services/topology.ts'
import { eventually } from '../helpers/eventually.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { day, settingsOf, shippedModel, start, touchPoint } from '../helpers/timeline.ts'

/** A partition with so many accounts that one record touches them all; the long run takes 250,000: CX_TEST_ACCOUNTS. */
const accounts = Number(process.env.CX_TEST_ACCOUNTS ?? 8_000)
const onePartition = { CX_INPUT_PARTITIONS: '1', CX_TIMELINE_PARTITIONS: '1', CX_BY_CONTACT_PARTITIONS: '1' }
const noText = { sentiment: null, emotions: [], effort: null }

/** Writes to the timeline's one partition; `first` is the source offset of the first. */
async function append(system: System, first: number, values: (n: number) => Buffer, count: number): Promise<void> {
  const cluster = system.client.cluster()
  const producer = await openProducer(cluster)
  const topic = topicOf(system.deployment, 'timeline')
  for (let from = 0; from < count; from += 5000) {
    const records = Array.from({ length: Math.min(5000, count - from) }, (_, i) => ({ topic, partition: 0, key: null, value: values(first + from + i) }))
    await producer.send(records)
  }
  await cluster.disconnect()
}

const event = (n: number, accountId: string, at: number) => encodeTimeline({
  kind: 'TOUCH_POINT', topic: 'touchpoints', partition: 0, epoch: 0, offset: n, number: 0, timestamp: at, schema: 1, ...noText,
  event: encodeEvent('TOUCH_POINT', touchPoint(`e${n}`, at, { accountId, outcome: n % 2 === 0 ? 'SUCCEEDED' : 'ABANDONED' })),
})

/** Settings under which every account's score is another one. */
const changed = () => {
  const model = shippedModel()
  const settings = settingsOf({ ...model, version: 'changed', score: { ...model.score, prior: { mean: 60, strength: 2 } } })
  return encodeTimeline({
    kind: 'SETTINGS', topic: 'settings', partition: 0, epoch: 0, offset: 1_000_000, number: 0, timestamp: 0, schema: 0, ...noText,
    event: Buffer.from(JSON.stringify({ kind: 'settings', ...settings })),
  })
}

async function bytes(system: System): Promise<string[]> {
  const lines: string[] = []
  for (const topic of ['interactions', 'scores', 'alerts'] as const) {
    for (const { key, value } of await system.records(topic)) lines.push(`${topic} ${key} ${value!.toString('base64')}`)
  }
  return lines
}

describe(`one record that touches ${accounts} accounts`, () => {
  let killed: System
  let calm: System
  beforeAll(async () => {
    ;[killed, calm] = await Promise.all([createSystem(inject('parts'), onePartition), createSystem(inject('parts'), onePartition)])
    await Promise.all([killed.setUp(), calm.setUp()])
  })
  afterAll(() => Promise.all([killed?.stop(), calm?.stop()]))

  const write = async (system: System) => {
    await append(system, 0, (n) => event(n, `acc-${n}`, start), accounts)
    // Two daily closes are missed, then the model changes.
    await append(system, accounts, (n) => event(n, 'acc-0', start + 2 * day + 7_200_000), 1)
    await append(system, 0, changed, 1)
    await append(system, accounts + 1, (n) => event(n, 'acc-1', start + 2 * day + 7_200_000), 1)
  }
  const scores = (system: System) => system.values<AccountScore>('scores')
  const until = (system: System, condition: (all: AccountScore[]) => boolean) =>
    eventually(async () => condition(await scores(system)), { timeoutMs: 300_000, everyMs: 500 })
  const isLast = (s: AccountScore) => s.causeEventId === `e${accounts + 1}`

  it('is cut into transactions, and a kill in the middle of it does not show in the bytes', async () => {
    await write(killed)
    const env = { CX_SCORER_BATCH: '1000' }
    let scorer = await killed.start('scorer', env)
    await until(killed, (all) => all.filter((s) => s.cause === 'DECAY').length > accounts / 2)
    await scorer.kill()
    scorer = await killed.start('scorer', env)
    await until(killed, (all) => all.filter((s) => s.cause === 'MODEL').length > accounts / 4)
    await scorer.kill()
    scorer = await killed.start('scorer', { CX_SCORER_BATCH: '777' })
    await until(killed, (all) => all.some(isLast))
    await scorer.kill('SIGTERM')

    await write(calm)
    const peaceful = await calm.start('scorer')
    await until(calm, (all) => all.some(isLast))
    await peaceful.kill('SIGTERM')

    const all = await scores(calm)
    expect(all.filter((s) => s.cause === 'DECAY').length, 'two closes of every account').toBe(2 * accounts)
    expect(all.filter((s) => s.cause === 'MODEL').length, 'the model change of every account').toBe(accounts)
    const [a, b] = [await bytes(killed), await bytes(calm)]
    expect(a.length).toBe(b.length)
    expect(a.findIndex((line, i) => line !== b[i]), 'first record that differs').toBe(-1)
  }, 900_000)
})
