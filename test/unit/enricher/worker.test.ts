import { beforeEach, describe, expect, test } from 'vitest'
import { Brake } from '../../../services/enricher/brake.ts'
import { FailedRatio } from '../../../services/enricher/failed-ratio.ts'
import { createEnricherMetrics } from '../../../services/enricher/metrics.ts'
import type { NumberedSettings } from '../../../services/enricher/ports.ts'
import { EnricherWorker } from '../../../services/enricher/worker.ts'
import { Slabs } from '../../../services/shared/slabs.ts'
import type { LogRecord } from '../../../services/shared/kafka/log-record.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const { metrics } = createEnricherMetrics()
const settings = (number: number, clock: 'wall' | 'log' = 'log') => ({ number, clock, maxFutureSkewMs: number * 1000, tickIntervalMs: 10_000 }) as NumberedSettings
const records = (...offsets: number[]): LogRecord[] => offsets.map((offset) => ({ offset, timestamp: 1000 + offset, key: null, value: null, headers: {} }))

describe('the enricher\'s worker', () => {
  /** What happened, in order: commits, batches with the rules they went by, sends. */
  let story: string[]
  let latest: NumberedSettings
  let committed: { offset: number; metadata: string } | null
  let sending: () => Promise<void>
  let end: number
  let begun: boolean
  let failing: boolean
  let passedUntil: number
  let ratio: FailedRatio

  const newWorker = () => new EnricherWorker({
    of: { topic: 'cx.touchpoints', partition: 0 }, source: 'touchpoints', progressTargets: [], metrics, log: keptLog(),
    context: {
      committed: async () => committed,
      commit: async (offset, metadata = '') => {
        committed = { offset, metadata }
        story.push(`commit ${offset} ${metadata}`)
      },
      stillOurs: () => true,
    },
    pipeline: async (batch, { maxFutureSkewMs, epoch }) => {
      story.push(`batch ${batch.map(({ offset }) => offset)} skew ${maxFutureSkewMs} epoch ${epoch}`)
      const failure = failing ? { step: 'decode', code: 'avro.undecodable', reason: 'no' } as const : null
      return {
        records: batch.map(({ offset }) => ({ topic: 'cx.timeline', partition: 0, key: String(offset), value: null })), slabs: new Slabs(), failures: [],
        outcomes: batch.map(({ offset }) => ({ offset, source: null, failure })),
      }
    },
    brake: new Brake({ of: { topic: 'cx.touchpoints', partition: 0 }, source: 'touchpoints', ratio, passedUntil: () => passedUntil }),
    settings: {
      latest: () => latest, byNumber: (number) => settings(number), epochOf: () => 0, hasBegun: () => begun,
      begin: async () => { begun = true; story.push('begin') }, passedUntil: () => passedUntil, refresh: async () => {},
    },
    nameOf: (topic) => topic, brokerTime: () => 0,
    sourceLog: { range: async () => ({ low: 0, high: end }), readOne: async (offset) => records(offset)[0]! },
    openProducer: async () => ({
      send: async (sent) => {
        await sending()
        story.push(`send ${sent.map(({ key }) => key)}`)
        return []
      },
    }),
  })

  beforeEach(() => {
    story = []
    latest = settings(4)
    committed = null
    end = 100
    begun = false
    failing = false
    passedUntil = 0
    ratio = new FailedRatio({ maxRatio: 0.5, minRecords: 3 })
    sending = async () => {}
  })

  test('commits what it goes by before it reads, and every batch after it was acknowledged', async () => {
    const worker = newWorker()
    expect(await worker.takeOver()).toBe(0)
    await worker.process(records(0, 1), 2)
    await worker.process([], 3)
    await worker.process(records(4), 5)
    expect(story).toEqual([
      'commit 0 {"t":null,"s":4,"e":0}', 'begin',
      'batch 0,1 skew 4000 epoch 0', 'send 0,1', 'commit 2 {"t":1001,"s":4,"e":0}',
      'batch 4 skew 4000 epoch 0', 'send 4', 'commit 5 {"t":1004,"s":4,"e":0}',
    ])
  })

  test('goes by new settings only after a commit at the same position says so', async () => {
    const worker = newWorker()
    await worker.takeOver()
    await worker.process(records(0), 1)
    latest = settings(9)
    await worker.process(records(1), 2)
    expect(story.slice(4)).toEqual([
      'commit 1 {"t":1000,"s":4,"e":0}', 'commit 1 {"t":1000,"s":9,"e":0}', 'batch 1 skew 9000 epoch 0', 'send 1', 'commit 2 {"t":1001,"s":9,"e":0}',
    ])
  })

  test('what may have been written before a failure is read again by the settings of the last commit, however new others are', async () => {
    const worker = newWorker()
    await worker.takeOver()
    await worker.process(records(0), 1)
    sending = () => Promise.reject(new Error('Kafka is away'))
    await expect(worker.process(records(1, 2), 3)).rejects.toThrow('Kafka is away')
    expect(committed!.offset, 'nothing that was not acknowledged is committed').toBe(1)
    sending = async () => {}
    story = []
    latest = settings(9)
    end = 3
    const successor = newWorker()
    expect(await successor.takeOver()).toBe(1)
    await successor.process(records(1), 2)
    await successor.process(records(2), 3)
    await successor.process(records(3), 4)
    expect(story).toEqual([
      'batch 1 skew 4000 epoch 0', 'send 1', 'commit 2 {"t":1001,"s":4,"e":0}', 'batch 2 skew 4000 epoch 0', 'send 2', 'commit 3 {"t":1002,"s":4,"e":0}',
      'commit 3 {"t":1002,"s":9,"e":0}', 'batch 3 skew 9000 epoch 0', 'send 3', 'commit 4 {"t":1003,"s":9,"e":0}',
    ])
  })

  test('where too much fails it writes nothing and commits no further, and neither do its successors until the records are let pass', async () => {
    const worker = newWorker()
    await worker.takeOver()
    await worker.process(records(0, 1), 2)
    failing = true
    story = []
    await expect(worker.process(records(2, 3, 4), 5)).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining('3 of the last 3 records') })
    expect(story).toEqual(['batch 2,3,4 skew 4000 epoch 0', 'commit 2 {"t":1001,"s":4,"e":0,"f":{"records":3,"failed":3}}'])
    ratio = new FailedRatio({ maxRatio: 0.5, minRecords: 3 })
    await expect(newWorker().takeOver()).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining('before record 2') })

    passedUntil = 5
    story = []
    const released = newWorker()
    expect(await released.takeOver()).toBe(2)
    await released.process(records(2, 3, 4), 5)
    failing = false
    await released.process(records(5), 6)
    expect(story.filter((line) => !line.startsWith('batch'))).toEqual(['send 2,3,4', 'commit 5 {"t":1004,"s":4,"e":0}', 'send 5', 'commit 6 {"t":1005,"s":4,"e":0}'])
  })

  test('records that are read again because Kafka did not take them count once', async () => {
    const worker = newWorker()
    await worker.takeOver()
    failing = true
    sending = () => Promise.reject(new Error('Kafka is away'))
    for (const _ of [1, 2, 3]) await expect(worker.process(records(0), 1)).rejects.toThrow('Kafka is away')
  })
})
