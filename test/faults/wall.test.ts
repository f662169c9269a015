import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { partitionFor } from '../../services/shared/kafka/partitioner.ts'
import { topicOf } from '../../services/topology.ts'
import { eventually } from '../helpers/eventually.ts'
import { createSystem, type RunningService, type System } from '../helpers/system.ts'

/** The tick of every timeline partition, epoch seconds. */
async function ticks(scorer: RunningService): Promise<number[]> {
  const page = await (await fetch(`${scorer.url}/metrics`)).text()
  return page.split('\n').filter((line) => line.startsWith('cx_tick_seconds{')).map((line) => Number(line.split(' ').pop()))
}

describe('time of the clock `wall`', () => {
  let system: System
  let enricher: RunningService
  let scorer: RunningService

  beforeAll(async () => {
    system = await createSystem(inject('parts'), { CX_CLOCK: 'wall', CX_TICK_INTERVAL: '1s' })
    await system.setUp()
    ;[enricher, , scorer] = await Promise.all([system.start('enricher'), system.start('resolver'), system.start('scorer')])
  })
  afterAll(() => system?.stop())

  const reaches = (time: number) => eventually(async () => {
    const all = await ticks(scorer)
    return all.length === 2 && Math.min(...all) * 1000 > time
  }, { timeoutMs: 40_000 })

  it('moves on in every partition though nothing ever happened, and past control records at the tail of an input', async () => {
    await reaches(Date.now() - 5000)
    const producer = system.client.kafka().producer({ transactionalId: `${system.deployment}-foreign`, idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: topicOf(system.deployment, 'surveys'), messages: [{ value: 'given up', partition: partitionFor('x', 2) }] })
    await transaction.abort()
    await producer.disconnect()
    await reaches(Date.now())
    expect((await fetch(`${scorer.url}/health/ready`)).status).toBe(200)
    await eventually(async () => (await scorer.metric('cx_partition_lag')) === 0 && (await scorer.metric('cx_records_read_total', 'topic="timeline"')) > 0)
  }, 90_000)

  it('stands still while an input is not read, which is said, and goes on when it is', async () => {
    await enricher.kill('SIGSTOP')
    await eventually(async () => {
      const answer = await fetch(`${scorer.url}/health/ready`)
      return answer.status === 503 && (await answer.text()).includes('source touchpoints/0')
    }, { timeoutMs: 40_000 })
    const stopped = Math.max(...(await ticks(scorer)))
    expect(stopped * 1000, 'time went on though nobody reads the inputs').toBeLessThan(Date.now() - 2500)
    await enricher.kill('SIGCONT')
    await reaches(Date.now())
    expect((await fetch(`${scorer.url}/health/ready`)).status).toBe(200)
  }, 90_000)
})
