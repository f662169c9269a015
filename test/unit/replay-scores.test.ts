import { describe, expect, test } from 'vitest'
import { currentSchema } from '../../schemas/contracts.ts'
import type { FailedEvent, TouchPointEvent } from '../../schemas/types.ts'
import { compile } from '../../core/model/model.ts'
import type { ModelFile } from '../../core/model/model-file.ts'
import { replayFailed } from '../../services/shared/failed/replay.ts'
import type { ReplayParts } from '../../services/shared/failed/replay.ts'
import { createPipeline } from '../../services/enricher/pipeline.ts'
import { EventDecoder } from '../../services/shared/avro/decoder.ts'
import { decodeEntry } from '../../services/shared/avro/entry.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { frame } from '../../services/shared/avro/wire.ts'
import type { LogRecord } from '../../services/shared/kafka/log-record.ts'
import type { Entry } from '../../core/scoring/entry.ts'
import { registryOf } from '../helpers/fake-registry.ts'
import { score, settingsOf, shippedModel, start, touchPoint } from '../helpers/timeline.ts'

const minute = 60_000
const topic = 'cx.touchpoints'

/** The deployment's input partition, and the steps from it to scores; `model` and `schemas` are what somebody may have got wrong, and mends. */
class Deployment {
  readonly log: LogRecord[] = []
  readonly timeline: Entry[] = []
  readonly failed: FailedEvent[] = []
  #read = 0
  #model!: ModelFile
  #schemas: readonly number[] = []

  set(model: ModelFile, schemas: readonly number[]): void {
    this.#model = model
    this.#schemas = schemas
    const offset = this.timeline.length
    this.timeline.push({ offset, timestamp: 0, source: { topic: 'settings', partition: 0, epoch: 0, offset, number: 0 }, kind: 'SETTINGS', settings: settingsOf(model) })
  }

  publish(timestamp: number, value: Buffer, headers: Record<string, Buffer> = {}): void {
    this.log.push({ offset: this.log.length, timestamp, key: Buffer.from('a'), value, headers })
  }

  /** Enriches what was not read yet. */
  async enrich(): Promise<void> {
    const registry = registryOf(new Map(this.#schemas.map((id) => [id, currentSchema('touch-point')])))
    const run = createPipeline({
      source: 'touchpoints', topic, partition: 0, decoder: new EventDecoder({ contract: 'touch-point', registry }) as never, analyser: null,
      targets: { account: { topic: 'cx.timeline', partitions: 1 }, contact: { topic: 'cx.by-contact', partitions: 1 } },
      failedEvents: { topic: 'cx.failed-events', partitions: 1, schemaId: 9 },
    })
    const { records } = await run(this.log.slice(this.#read), { epoch: 0, maxFutureSkewMs: compile(this.#model).maxFutureSkewMs })
    this.#read = this.log.length
    for (const record of records) {
      if (record.topic === 'cx.timeline') this.timeline.push(decodeEntry({ offset: this.timeline.length, value: record.value as Buffer }))
      else this.failed.push(contractType('failed-event').fromBuffer((record.value as Buffer).subarray(5)) as FailedEvent)
    }
  }

  /** `cx failed replay` on this partition, a day later. */
  replay(events: readonly FailedEvent[], again = false): Promise<void> {
    const send = async ({ messages }: { messages: { value: Buffer; headers: Record<string, string | Buffer> }[] }) => {
      for (const { value, headers } of messages) {
        this.publish(start + 1440 * minute, value, Object.fromEntries(Object.entries(headers).map(([name, each]) => [name, Buffer.from(each)])))
      }
    }
    const parts = {
      config: { deployment: 'cx' },
      kafka: { kafka: () => ({ producer: () => ({ connect: async () => {}, disconnect: async () => {}, send }) }) },
      reader: {
        range: async () => ({ partition: 0, low: 0, high: this.log.length }),
        readPartition: async ({ from, onRecords }: { from: number; onRecords: (records: LogRecord[]) => void }) => onRecords(this.log.slice(from)),
      },
    }
    return replayFailed(parts as unknown as ReplayParts, events, again, () => {})
  }

  standing() {
    const { score: value, evidence, drivers } = score(this.timeline).last()
    return { value, evidence, drivers }
  }
}

function withSkew(minutes: number): ModelFile {
  const model = shippedModel()
  return { ...model, version: `skew-${minutes}`, score: { ...model.score, maxFutureSkew: `PT${minutes}M` } }
}

const event = (eventId: string, at: number, more: Partial<TouchPointEvent>, schema = 1) =>
  ({ at, schema, event: touchPoint(eventId, start + at * minute, more) })

const events = [
  event('e1', 0, { touchPoint: 'onboarding', outcome: 'SUCCEEDED' }),
  event('fast-clock', 60, { outcome: 'COMPLAINED' }),
  event('e2', 90, { touchPoint: 'delivery', measures: { delayDays: 3 } }),
  event('new-schema', 120, { touchPoint: 'delivery', outcome: 'FAILED' }, 2),
  event('e3', 180, { outcome: 'PRAISED' }),
]

function deploy(skewMinutes: number, schemas: readonly number[]): Deployment {
  const deployment = new Deployment()
  deployment.set(withSkew(skewMinutes), schemas)
  for (const { at, schema, event: each } of events) {
    deployment.publish(start + (at - (each.eventId === 'fast-clock' ? 10 : 0)) * minute, Buffer.from(frame(schema, contractType('touch-point'), each)))
  }
  return deployment
}

const end = (deployment: Deployment) => {
  deployment.publish(start + 1500 * minute, Buffer.from(frame(1, contractType('touch-point'), touchPoint('end', start + 1500 * minute, { touchPoint: 'store.visit', outcome: 'SUCCEEDED' }))))
  return deployment.enrich()
}

function expectSame(actual: ReturnType<Deployment['standing']>, expected: ReturnType<Deployment['standing']>): void {
  expect(actual.value, 'score').toBeCloseTo(expected.value, 9)
  expect(actual.evidence, 'evidence').toBeCloseTo(expected.evidence, 9)
  expect(Object.keys(actual.drivers).sort()).toEqual(Object.keys(expected.drivers).sort())
  for (const [driver, change] of Object.entries(expected.drivers)) expect(actual.drivers[driver], driver).toBeCloseTo(change, 9)
}

describe('replaying failed events after the model and the registry were mended', () => {
  test('brings the score, its evidence and its drivers to where they would have been', async () => {
    const right = deploy(15, [1, 2])
    await right.enrich()
    expect(right.failed).toEqual([])
    await end(right)

    const mended = deploy(5, [1])
    await mended.enrich()
    expect(mended.failed.map(({ code }) => code)).toEqual(['time.in-future', 'avro.unknown-schema'])
    const wrong = mended.standing()
    mended.set(withSkew(15), [1, 2])
    await mended.replay(mended.failed)
    await end(mended)
    expect(mended.failed, 'failures after the replay').toHaveLength(2)
    expect(Math.abs(wrong.value - mended.standing().value), 'what the failed events weigh').toBeGreaterThan(3)
    expectSame(mended.standing(), right.standing())
  })

  test('is refused a second time; --again is recorded and moves nothing', async () => {
    const deployment = deploy(5, [1])
    await deployment.enrich()
    deployment.set(withSkew(15), [1, 2])
    await deployment.replay(deployment.failed)
    await deployment.enrich()
    const once = deployment.standing()
    await expect(deployment.replay(deployment.failed)).rejects.toMatchObject({ remedy: expect.stringContaining('--again') })
    expect(deployment.log, 'a refused replay publishes nothing').toHaveLength(events.length + 2)
    await deployment.replay(deployment.failed, true)
    await deployment.enrich()
    expect(deployment.log.slice(-4).map(({ headers }) => headers['cx-attempt']!.toString())).toEqual(['2', '2', '3', '3'])
    expect(deployment.log.at(-1)!.value!.equals(deployment.log[3]!.value!), 'the same bytes').toBe(true)
    expectSame(deployment.standing(), once)
    expect(score(deployment.timeline).counts.duplicates).toBe(2)
  })

  test('of what was not mended fails again, as the next attempt', async () => {
    const deployment = deploy(15, [1])
    await deployment.enrich()
    await deployment.replay(deployment.failed)
    await deployment.enrich()
    expect(deployment.failed.map(({ code, attempts }) => [code, attempts])).toEqual([['avro.unknown-schema', 1], ['avro.unknown-schema', 2]])
  })
})
