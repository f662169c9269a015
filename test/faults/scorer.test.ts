import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AccountScore, AlertEvent, Interaction } from '../../schemas/types.ts'
import { encodeEvent } from '../../services/shared/avro/published.ts'
import { encodeTimeline } from '../../services/shared/avro/timeline.ts'
import { partitionFor } from '../../services/shared/kafka/partitioner.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { topicOf } from '../../services/topology.ts'
import { eventually } from '../helpers/eventually.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { start, touchPoint } from '../helpers/timeline.ts'

const accounts = 200
const outcomes = ['FAILED', 'SUCCEEDED', 'COMPLAINED', 'PRAISED', 'ABANDONED'] as const

/** Writes events to the timeline as one source partition would; `from` says how many were written before. */
async function write(system: System, from: number, count: number): Promise<void> {
  const cluster = system.client.cluster()
  const producer = await openProducer(cluster)
  const topic = topicOf(system.deployment, 'timeline')
  const records = Array.from({ length: count }, (_, i) => {
    const n = from + i
    const accountId = `acc-${(n * 7919) % accounts}`
    const event = touchPoint(`e${n}`, start + n * 60_000, { accountId, touchPoint: n % 3 === 0 ? 'delivery' : 'support.call', outcome: outcomes[(n * 31) % 5]! })
    const value = encodeTimeline({
      kind: 'TOUCH_POINT', topic: 'touchpoints', partition: 0, epoch: 0, offset: n, number: 0, timestamp: event.occurredAt, schema: 1,
      sentiment: null, emotions: [], effort: null, event: encodeEvent('TOUCH_POINT', event),
    })
    return { topic, partition: partitionFor(accountId, 2), key: accountId, value }
  })
  await producer.send(records)
  await cluster.disconnect()
}

const interactions = async (system: System) => (await system.values<Interaction>('interactions')).length
const until = (system: System, count: number) =>
  eventually(async () => (await interactions(system)) >= count, { timeoutMs: 60_000, everyMs: 100 })

describe('the scorer', () => {
  let killed: System
  let calm: System
  const total = 12_000

  beforeAll(async () => {
    ;[killed, calm] = await Promise.all([createSystem(inject('parts')), createSystem(inject('parts'))])
    await Promise.all([killed.setUp(), calm.setUp()])
  })
  afterAll(() => Promise.all([killed?.stop(), calm?.stop()]))

  it('gives the same bytes whether it is killed in the middle, stopped beyond its session, joined by others, or left in peace', async () => {
    const first = await killed.start('scorer')
    await write(killed, 0, total / 3)
    await until(killed, 100)
    await first.kill()
    await write(killed, total / 3, total / 3)
    const second = await killed.start('scorer')
    await until(killed, total / 3 + 100)
    await second.kill('SIGSTOP')
    const third = await killed.start('scorer')
    await third.ready()
    await write(killed, (2 * total) / 3, total / 3)
    await until(killed, total - 2000)
    await second.kill('SIGCONT')
    await until(killed, total)
    await third.kill('SIGTERM')
    // A restart with nothing to do must add nothing.
    await second.kill()
    const last = await killed.start('scorer')
    await last.ready()

    const peaceful = await calm.start('scorer')
    for (const i of [0, 1, 2]) await write(calm, (i * total) / 3, total / 3)
    await until(calm, total)
    await peaceful.kill('SIGTERM')

    const ids = (await killed.values<Interaction>('interactions')).map((i) => `${i.accountId} ${i.eventId}`)
    expect(new Set(ids).size, 'an interaction was written twice').toBe(ids.length)
    expect(ids.length, 'an interaction was lost').toBe(total)
    const steps = (await killed.values<AlertEvent>('alerts')).map((a) => `${a.alertId} ${a.sequence}`)
    expect(steps.length).toBeGreaterThan(0)
    expect(new Set(steps).size, 'an alert step was written twice').toBe(steps.length)
    expect((await killed.values<AccountScore>('scores')).length).toBeGreaterThanOrEqual(total)
    expect(await killed.outputBytes(), 'faults changed the bytes of the outputs').toBe(await calm.outputBytes())
  }, 180_000)

  it('restores what it had: memory comes from the state topic alone', async () => {
    const scorer = await calm.start('scorer')
    await scorer.ready()
    expect(await scorer.metric('cx_accounts')).toBe(accounts)
    const before = (await calm.values<AccountScore>('scores')).length
    await write(calm, total, 10)
    await until(calm, total + 10)
    const scores = await calm.values<AccountScore>('scores')
    expect(scores.length).toBeGreaterThanOrEqual(before + 10)
    expect(scores.some((s) => s.causeEventId === `e${total}` && s.contacts === total / accounts + 1), 'contacts go on counting').toBe(true)
  })
})
