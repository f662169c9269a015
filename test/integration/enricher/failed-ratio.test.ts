import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { FailedEvent, Interaction } from '../../../schemas/types.ts'
import { topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { eventually } from '../../helpers/eventually.ts'
import { touchPoint } from '../../helpers/events.ts'
import { openUpstream } from '../../helpers/inputs.ts'
import { createSystem } from '../../helpers/system.ts'
import type { System } from '../../helpers/system.ts'

const garbage = Array.from({ length: 750 }, (_, i) => Buffer.from(`{"not avro": ${i}}`))
const good = (from: string, count: number) =>
  Array.from({ length: count }, (_, i) => touchPoint({ eventId: `${from}-${i}`, accountId: `acc-${i % 10}`, occurredAt: Date.now() - 3_600_000 + i * 1000 }))

describe('an enricher whose sender went mad', () => {
  let system: System
  let upstream: Awaited<ReturnType<typeof openUpstream>>
  beforeAll(async () => {
    system = await createSystem(inject('parts'))
    await system.setUp()
    upstream = await openUpstream(system)
  })
  afterAll(async () => {
    await upstream?.close()
    await system?.stop()
  })

  /** The offsets, by partition, that the enricher has committed of a topic. */
  async function committed(): Promise<number[]> {
    const admin = system.client.kafka().admin()
    await admin.connect()
    const [found] = await admin.fetchOffsets({ groupId: `${system.deployment}-enricher`, topics: [topicOf(system.deployment, 'touchpoints')] })
    await admin.disconnect()
    return found!.partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset))
  }

  const failedIds = async () => new Set((await system.values<FailedEvent>('failed-events')).map(({ failureId }) => failureId))
  const scored = async () => new Set((await system.values<Interaction>('interactions')).map(({ eventId }) => eventId))

  test('stops for good before it has drained the topic, and goes on after cx resume, with every good event scored once', async () => {
    const scorer = await system.start('scorer')
    const first = await system.start('enricher')
    await Promise.all([scorer.ready(), first.ready()])
    await upstream.send('touchpoints', 0, good('before', 50))
    await eventually(async () => (await scored()).size === 50)

    for (const partition of [0, 1]) await upstream.sendBytes('touchpoints', partition, garbage)
    await upstream.send('touchpoints', 0, good('between', 50))
    expect((await first.part.ended).code, 'a supervisor must not restart it').toBe(78)
    expect(first.part.output()).toContain('with avro.undecodable: the value is JSON')
    expect(first.part.output()).toContain('cx resume --topic touchpoints')
    const stopped = await committed()
    expect((await failedIds()).size, 'failed events before the stop').toBeLessThanOrEqual(1000)
    expect(stopped[0]! + stopped[1]!, 'committed before the stop').toBeLessThan(50 + 1500)

    const again = await system.start('enricher')
    expect((await again.part.ended).code, 'a restart alone must not get it past').toBe(78)
    expect(await committed()).toEqual(stopped)

    expect(await runCli(['resume', '--topic', 'touchpoints', '--yes'], system.env as Record<string, string>)).toMatchObject({ code: 0 })
    await (await system.start('enricher')).ready()
    await upstream.send('touchpoints', 1, good('after', 50))
    await eventually(async () => (await scored()).size === 150)
    expect(await failedIds(), 'every record that cannot be read is a failed event').toHaveLength(1500)
    expect((await system.values<Interaction>('interactions')).length, 'each good event is scored once').toBe(150)
    expect(await eventually(async () => (await committed()).join() === '850,800')).toBe(true)
  })

  test('is stopped again by what comes after the pass', async () => {
    const enricher = await system.start('enricher')
    await enricher.ready()
    await upstream.sendBytes('touchpoints', 1, [...garbage, ...garbage])
    expect((await enricher.part.ended).code).toBe(78)
  })
})
