import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { contractType } from '../../../services/shared/avro/published.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { createLog } from '../../../services/shared/log.ts'
import { inputTopics, topicOf } from '../../../services/topology.ts'
import { createTopics, standInEnricher, writeSettings } from '../../helpers/deployment.ts'
import { eventually } from '../../helpers/eventually.ts'
import { unique } from '../../helpers/names.ts'

const main = join(import.meta.dirname, '../../../services/simulator/main.ts')
const contracts = { touchpoints: 'touch-point', surveys: 'survey', crm: 'crm' } as const
let folder: string
let kafka: Kafka

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'))
  kafka = openKafka({ brokers: inject('parts').brokers, clientId: 'test', log: createLog('test', { level: 'silent' }) }).kafka()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function start(deployment: string, data: string) {
  const { brokers, registryUrl } = inject('parts')
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CX_DEPLOYMENT: deployment, KAFKA_BROKERS: brokers.join(), SCHEMA_REGISTRY_URL: registryUrl, CX_DATA_DIR: join(folder, data), CX_DEMO_RATE: '20' },
  })
  let said = ''
  child.stdout.on('data', (data: Buffer) => { said += data.toString() })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, said: () => said, stop: (signal: NodeJS.Signals) => { child.kill(signal); return ended } }
}

async function deploy(clock: 'wall' | 'log') {
  const deployment = unique('demo')
  await createTopics(kafka, deployment, [...inputTopics, 'settings'])
  await writeSettings(kafka, deployment, clock)
  return deployment
}

describe('the simulator on a real broker', () => {
  it('refuses a live deployment for good, with the remedy', async () => {
    const simulator = start(await deploy('wall'), 'wall')
    expect(await simulator.ended).toBe(78)
    expect(simulator.said()).toContain('CX_DEMO=off')
  })

  it('plays history in order of days, then live; killed and with its file lost it goes on where it was', async () => {
    const deployment = await deploy('log')
    const { taken, stop } = await standInEnricher(kafka, deployment)
    const first = start(deployment, 'first')
    try {
      await eventually(() => first.said().includes('live.playing') && taken.some(({ value }) => value.includes('live-')), { timeoutMs: 100_000 })
    } finally {
      await first.stop('SIGKILL')
    }
    const history = taken.filter(({ value }) => !/live-|story-/.test(value.toString('latin1')))
    expect(history.length).toBeGreaterThan(15_000)
    const days = history.map(({ headers }) => Math.floor(Number(headers['cx-slice']) / 86_400_000))
    expect(days.every((day, i) => i === 0 || day >= days[i - 1]!), 'a day overtook another').toBe(true)

    const before = taken.length
    const again = start(deployment, 'lost')
    try {
      await eventually(() => taken.slice(before).filter(({ value }) => value.includes('live-')).length > 100)
    } finally {
      await again.stop('SIGTERM')
      await stop()
    }
    expect(again.said()).not.toContain('history.playing')
    const ids = taken.map(({ topic, value }) => {
      const name = (['touchpoints', 'surveys', 'crm'] as const).find((each) => topicOf(deployment, each) === topic)!
      return (contractType(contracts[name]).decode(value, 5) as { value: { eventId: string } }).value.eventId
    })
    const repeated = ids.length - new Set(ids).size
    expect(repeated).toBeLessThan(30)
    const beats = [...new Set(ids.filter((id) => id.startsWith('live-')).map((id) => Number(id.split('-')[3])))].sort((a, b) => a - b)
    expect(beats).toEqual(Array.from({ length: beats.length }, (_, i) => i))
  })
})
