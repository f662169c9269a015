import { describe, expect, test } from 'vitest'
import { Brake } from '../../../services/enricher/brake.ts'
import { encodeMetadata, parseMetadata } from '../../../services/shared/commit-metadata.ts'
import { FailedRatio } from '../../../services/enricher/failed-ratio.ts'
import type { Outcome } from '../../../services/enricher/failed-ratio.ts'
import { Passes } from '../../../services/enricher/passes.ts'

const failure = { step: 'decode', code: 'avro.undecodable', reason: 'the value is JSON' } as const
const bad = (from: number, count: number): Outcome[] => Array.from({ length: count }, (_, i) => ({ offset: from + i, source: null, failure }))
const of = { topic: 'cx.surveys', partition: 2 }

function brakes(until = 0) {
  const passes = new Passes()
  const ratio = new FailedRatio({ maxRatio: 0.5, minRecords: 1000 })
  const brake = (partition: number) => new Brake({ of: { ...of, partition }, source: 'surveys', ratio, passedUntil: () => passes.until('surveys', partition) })
  passes.take({ kind: 'pass', topic: 'surveys', untilOffsets: { 2: until }, at: 0 })
  return { passes, brake }
}

describe('a batch of which too much fails', () => {
  test('is stopped, with what failed last and the command that lets it pass', () => {
    const { refusal, mark } = brakes().brake(2).judge(bad(5000, 1200))!
    expect(refusal.message).toContain('1200 of the last 1200 records of cx.surveys failed, the latest, record 6199 of partition 2, with avro.undecodable: the value is JSON')
    expect(refusal.remedy).toContain('cx resume --topic surveys')
    expect([refusal.exitCode, mark]).toEqual([78, { records: 1200, failed: 1200 }])
  })

  test('is stopped for all partitions of the topic together', () => {
    const { brake } = brakes()
    expect(brake(0).judge(bad(0, 750))).toBeNull()
    expect(brake(1).judge(bad(0, 750))).not.toBeNull()
  })

  test('passes up to the offset that was let pass, and is not held against what follows', () => {
    const brake = brakes(6200).brake(2)
    expect(brake.judge(bad(5000, 1200))).toBeNull()
    brake.committed()
    expect(brake.judge(bad(6200, 999))).toBeNull()
    expect(brake.judge(bad(6200, 1000))).not.toBeNull()
  })

  test('is judged by what comes after the pass', () => {
    expect(brakes(5500).brake(2).judge(bad(5000, 1200))).toBeNull()
    expect(brakes(5100).brake(2).judge(bad(5000, 1200))).not.toBeNull()
  })
})

describe('whoever takes over where the enricher has stopped', () => {
  const start = { offset: 5000, metadata: parseMetadata(encodeMetadata({ t: 1, s: 0, e: 0, f: { records: 1200, failed: 900 } }))! }

  test('stops too', () => {
    expect(() => brakes().brake(2).checkStart(start)).toThrow('before record 5000 of partition 2 of cx.surveys, because 900 of the 1200 records')
    expect(() => brakes(5000).brake(2).checkStart(start), 'a pass that ends here says nothing of what comes').toThrow()
  })

  test('goes on behind a pass', () => {
    expect(() => brakes(5001).brake(2).checkStart(start)).not.toThrow()
  })

  test('is not bound by a commit that says nothing of it', () => {
    expect(() => brakes().brake(2).checkStart({ offset: 5000, metadata: parseMetadata('{"t":1,"s":0,"e":0}')! })).not.toThrow()
  })
})

test('a pass ends with the epoch of its topic, and the farthest of several counts', () => {
  const { passes } = brakes(700)
  passes.take({ kind: 'pass', topic: 'surveys', untilOffsets: { 2: 600, 3: 1 }, at: 1 })
  expect([passes.until('surveys', 2), passes.until('surveys', 3), passes.until('crm', 2)]).toEqual([700, 1, 0])
  passes.take({ kind: 'epoch', topic: 'surveys', epoch: 1 })
  expect(passes.until('surveys', 2)).toBe(0)
})
