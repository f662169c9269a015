import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { EventDecoder } from '../../../services/shared/avro/decoder.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { createLog } from '../../../services/shared/log.ts'
import { inputTopics, topicOf } from '../../../services/topology.ts'
import { runCli } from '../../helpers/cli.ts'
import { createTopics, standInEnricher, writeSettings } from '../../helpers/deployment.ts'
import { unique } from '../../helpers/names.ts'
import { writeOlist } from '../../helpers/olist.ts'

const log = createLog('test', { level: 'silent' })
let folder: string
let kafka: Kafka
let stopEnricher: (() => Promise<void>) | null = null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'olist-replay-'))
  await writeOlist(folder)
  kafka = openKafka({ brokers: inject('parts').brokers, clientId: 'test', log }).kafka()
})
afterEach(async () => {
  await stopEnricher?.()
  stopEnricher = null
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const env = (deployment: string, data = deployment) => ({
  CX_DEPLOYMENT: deployment, KAFKA_BROKERS: inject('parts').brokers.join(), SCHEMA_REGISTRY_URL: inject('parts').registryUrl, CX_DATA_DIR: join(folder, data),
})

async function deploy(clock: 'wall' | 'log') {
  const deployment = unique('olist')
  await createTopics(kafka, deployment, [...inputTopics, 'settings'])
  await writeSettings(kafka, deployment, clock)
  return deployment
}

async function enrich(deployment: string) {
  const enricher = await standInEnricher(kafka, deployment)
  stopEnricher = enricher.stop
  return enricher.taken
}

describe('cx replay olist', () => {
  it('is refused by a live deployment, with the command that starts one for history', async () => {
    const { code, stderr } = await runCli(['replay', 'olist', folder], env(await deploy('wall')))
    expect(code).toBe(78)
    expect(stderr).toContain('is live (its clock is "wall")')
    expect(stderr).toContain('CX_DEPLOYMENT=olist CX_CLOCK=log CX_DEMO=off npm start')
  })

  it('is refused by a deployment that is not set up, with the remedy', async () => {
    const { code, stderr } = await runCli(['replay', 'olist', folder], env(unique('nobody')))
    expect(code).toBe(78)
    expect(stderr).toMatch(/is not set up[\s\S]*npm start/)
  })

  it('publishes every event once with the registered schema, each day after the one before was taken in', async () => {
    const deployment = await deploy('log')
    const taken = await enrich(deployment)
    const { code, stdout } = await runCli(['replay', 'olist', folder], env(deployment))
    expect(code).toBe(0)
    expect(stdout).toMatch(/row errors +5\n/)
    expect(stdout).toContain('olist_orders_dataset.csv:3: order o2 (unavailable) has no item, so no seller')
    expect(taken).toHaveLength(16)
    const days = taken.map(({ headers }) => Number(headers['cx-slice']))
    expect(days).toEqual([...days].sort((a, b) => a - b))

    const registry = openRegistry({ url: inject('parts').registryUrl, log })
    const decoders = {
      touchpoints: new EventDecoder({ contract: 'touch-point', registry }), surveys: new EventDecoder({ contract: 'survey', registry }),
    }
    const decode = async <T>(name: keyof typeof decoders) => Promise.all(taken.filter(({ topic }) => topic === topicOf(deployment, name)).map(async ({ value }) => {
      const result = await decoders[name].decode(value)
      if (result.kind === 'failed') throw new Error(`a published record cannot be read: ${result.reason}`)
      return result.event as T
    }))
    const delivered = (await decode<TouchPointEvent>('touchpoints')).filter(({ touchPoint }) => touchPoint === 'delivery')
    expect(delivered.map(({ eventId, measures }) => [eventId, measures.delayDays]).sort()).toEqual([['o1:s1:delivered', -4.5], ['o1:s2:delivered', -4.5]])
    expect((await decode<SurveyEvent>('surveys')).filter(({ status }) => status === 'ANSWERED').map(({ score }) => score)).toEqual([5, 5])
  })

  it('publishes nothing a second time, also where its own memory is lost but for repeats of the last slice', async () => {
    const deployment = await deploy('log')
    const taken = await enrich(deployment)
    await runCli(['replay', 'olist', folder], env(deployment))
    const first = taken.length
    const second = await runCli(['replay', 'olist', folder], env(deployment))
    expect([second.code, taken.length]).toEqual([0, first])
    expect(second.stdout).toContain('already come to its end')

    const ids = new Set(taken.map(({ value }) => value.toString('hex')))
    await runCli(['replay', 'olist', folder], env(deployment, 'elsewhere'))
    const last = taken[first - 1]!.headers['cx-slice']
    expect(taken.slice(first).filter(({ headers }) => headers['cx-slice'] !== last)).toEqual([])
    expect(taken.every(({ value }) => ids.has(value.toString('hex')))).toBe(true)
  })
})

describe('a folder that does not hold the files', () => {
  it('is refused with the file\'s name', async () => {
    const other = await mkdtemp(join(folder, 'incomplete-'))
    await writeOlist(other, { 'olist_sellers_dataset.csv': 'seller\n' })
    const { code, stderr } = await runCli(['replay', 'olist', other], env(await deploy('log')))
    expect(code).toBe(78)
    expect(stderr).toContain('olist_sellers_dataset.csv has no column')
  })
})
