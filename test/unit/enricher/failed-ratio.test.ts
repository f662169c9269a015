import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FailedRatio } from '../../../services/enricher/failed-ratio.ts'
import type { Outcome } from '../../../services/enricher/failed-ratio.ts'

const failure = { step: 'decode', code: 'avro.undecodable', reason: 'no' } as const
const batch = (good: number, bad: number, source: string | null = null): Outcome[] =>
  Array.from({ length: good + bad }, (_, offset) => ({ offset, source, failure: offset < good ? null : failure }))
const policy = { maxRatio: 0.5, minRecords: 1000 }
const reader = {}

/** After these batches, were judged and committed. */
function watched(...batches: readonly Outcome[][]) {
  const ratio = new FailedRatio(policy)
  const count = (each: Outcome[]) => {
    if (ratio.take(reader, each)) return false
    ratio.committed(reader)
    return true
  }
  for (const each of batches) count(each)
  return { ratio, count, excessWith: (each: Outcome[]) => ratio.take(reader, each) }
}

describe('the records of a topic', () => {
  test('are too few to be judged below a thousand', () => {
    expect(watched().excessWith(batch(0, 999))).toBeNull()
    expect(watched().excessWith(batch(0, 1000))).toEqual({ source: null, records: 1000, failed: 1000 })
  })

  test('may fail by half, and not by more', () => {
    expect(watched().excessWith(batch(1000, 1000))).toBeNull()
    expect(watched().excessWith(batch(1000, 1001))).toEqual({ source: null, records: 2001, failed: 1001 })
  })

  test('are judged over several batches', () => {
    expect(watched(batch(0, 400), batch(0, 400)).excessWith(batch(0, 200))).toEqual({ source: null, records: 1000, failed: 1000 })
  })

  test('are judged by the newest of them: a good past does not hide a bad present', () => {
    expect(watched(batch(2000, 0), batch(2000, 0)).excessWith(batch(0, 1000))).toEqual({ source: null, records: 1000, failed: 1000 })
  })

  test('are forgotten: a bad past does not stop a good present', () => {
    expect(watched(batch(0, 900), batch(1100, 0), batch(1000, 0)).excessWith(batch(999, 1))).toBeNull()
  })

  test('stop nobody where all of a batch is well', () => {
    expect(watched(batch(0, 999)).excessWith(batch(10, 0))).toBeNull()
  })

  test('that were not committed are not remembered: they are read again', () => {
    const { excessWith, ratio } = watched()
    for (let tries = 0; tries < 10; tries++) expect(excessWith(batch(0, 300))).toBeNull()
    ratio.putBack(reader)
    expect(ratio.take({}, batch(0, 900))).toBeNull()
  })

  test('are judged together with what other partitions have in hand', () => {
    const { ratio } = watched()
    expect(ratio.take({}, batch(0, 750))).toBeNull()
    expect(ratio.take({}, batch(0, 750))).toEqual({ source: null, records: 1500, failed: 1500 })
  })
})

describe('the records of one source', () => {
  test('are judged by themselves, and named', () => {
    const ratio = watched(batch(3000, 0, 'shop'), batch(0, 600, 'helpdesk'), batch(3000, 0, 'shop'))
    expect(ratio.excessWith([...batch(1500, 0, 'shop'), ...batch(0, 500, 'helpdesk')])).toEqual({ source: 'helpdesk', records: 1100, failed: 1100 })
  })

  test('of the thousands that a sender may make up do not fill the memory, and the topic is judged still', () => {
    const ratio = watched(...Array.from({ length: 5000 }, (_, i) => batch(1, 0, `made up ${i}`)))
    expect(ratio.excessWith(batch(0, 1000, 'made up 1'))).toMatchObject({ source: null })
  })
})

test('a share of 1 stops nobody, 0 stops at the first', () => {
  expect(new FailedRatio({ ...policy, maxRatio: 1 }).take(reader, batch(0, 5000))).toBeNull()
  expect(new FailedRatio({ ...policy, maxRatio: 0 }).take(reader, batch(999, 1))).toMatchObject({ failed: 1 })
})

test('however the batches are cut: of records that all fail no more than a thousand are let through', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 30, maxLength: 30 }), fc.nat(5000), (sizes, good) => {
    const ratio = watched(batch(good, 0))
    let through = 0
    for (const size of sizes) {
      if (!ratio.count(batch(0, size))) break
      through += size
    }
    expect(through).toBeLessThanOrEqual(1000)
  }))
})
