import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Interaction } from '../../schemas/types.ts'
import { topicOf } from '../../services/topology.ts'
import { eventually } from '../helpers/eventually.ts'
import { touchPoint } from '../helpers/events.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem, type RunningService, type System } from '../helpers/system.ts'

let system: System
let enrichers: RunningService[]
let scorer: RunningService

beforeAll(async () => {
  system = await createSystem(inject('parts'), { CX_CLOCK: 'wall', CX_TICK_INTERVAL: '1s' })
  await system.setUp()
  const [first, second, , third] = await Promise.all([system.start('enricher'), system.start('enricher'), system.start('resolver'), system.start('scorer')])
  enrichers = [first, second]
  scorer = third
})
afterAll(() => system?.stop())

const addPartition = async () => {
  const admin = system.client.kafka().admin()
  await admin.connect()
  await admin.createPartitions({ topicPartitions: [{ topic: topicOf(system.deployment, 'touchpoints'), count: 3 }] })
  await admin.disconnect()
}

/** Waits until every partition's tick has passed this moment. */
const timePassesNow = async () => {
  const now = Date.now()
  await eventually(async () => {
    const page = await (await fetch(`${scorer.url}/metrics`)).text()
    const ticks = page.split('\n').filter((line) => line.startsWith('cx_tick_seconds{')).map((line) => Number(line.split(' ').pop()))
    return ticks.length === 2 && Math.min(...ticks) * 1000 > now
  }, { timeoutMs: 40_000 })
}

const interactionsOf = async (prefix: string) => (await system.values<Interaction>('interactions')).map(({ eventId }) => eventId).filter((id) => id.startsWith(prefix)).sort()

it('an input topic that gets a partition while the system runs: its records are read, each once though its reader is killed, and time waits for it once set-up has listed it', async () => {
  const upstream = await openUpstream(system)
  const send = (partition: number, prefix: string, count: number) =>
    upstream.send('touchpoints', partition, Array.from({ length: count }, (_, i) => touchPoint({ eventId: `${prefix}-${String(i).padStart(4, '0')}`, accountId: `a${i % 31}`, text: null, occurredAt: Date.now() })))
  await send(0, 'before', 200)
  await eventually(async () => (await interactionsOf('before')).length === 200, { timeoutMs: 40_000 })

  await addPartition()
  await send(2, 'early', 200)
  await send(0, 'beside', 200)
  await eventually(async () => (await interactionsOf('early')).length === 200 && (await interactionsOf('beside')).length === 200, { timeoutMs: 40_000 })
  await timePassesNow()

  await system.setUp()
  await timePassesNow()
  await Promise.all(enrichers.map((each) => each.kill('SIGSTOP')))
  await eventually(async () => (await (await fetch(`${scorer.url}/health/ready`)).text()).includes('source touchpoints/2 '), { timeoutMs: 40_000 })
  await send(2, 'unread', 200)
  await Promise.all(enrichers.map((each) => each.kill('SIGKILL')))
  await system.start('enricher')
  await timePassesNow()

  for (const prefix of ['before', 'early', 'beside', 'unread']) {
    expect(await interactionsOf(prefix), prefix).toEqual(Array.from({ length: 200 }, (_, i) => `${prefix}-${String(i).padStart(4, '0')}`))
  }
  await upstream.close()
}, 180_000)
