import { describe, expect, test } from 'vitest'
import type { Measured } from '../../bench/speed/measure.ts'
import { faultsOf, median, table, verdict } from '../../bench/speed/table.ts'

const process = (cpuSecondsPer100k: number, peakRssMb: number) => ({ cpuSecondsPer100k, peakRssMb })
const run = (contestant: Measured['contestant'], perSecond: number, cpu: number, over: Partial<Measured> = {}): Measured => ({
  kind: 'throughput', contestant, round: 1, rate: null, loadBefore: 0, startSeconds: 1, restoreSeconds: 1, storedBytes: 1000, differences: 0, sender: null,
  watched: {
    interactions: 10, expected: 10, seconds: 1, secondsFromStart: 2, perSecond, perSecondSecondHalf: perSecond, duplicateInteractions: 0, duplicateAlertSteps: 0, latencyMs: null,
    processes: { a: process(cpu, 100), b: process(cpu, 100), broker: process(1, 900) },
  },
  ...over,
})

describe('a run counts for nothing', () => {
  const right = run('ours', 100, 1)
  test.each([
    ['where results are missing', { watched: { ...right.watched, interactions: 9 } }, '9 of 10 results'],
    ['where some are doubled', { watched: { ...right.watched, duplicateAlertSteps: 2 } }, '2 doubled'],
    ['where they differ from the oracle', { differences: 3 }, '3 differences to the oracle'],
    ['where nobody has asked the oracle', { differences: null }, 'not held against the oracle'],
  ])('%s', (_, over, fault) => expect(faultsOf({ ...right, ...over })).toEqual([fault]))

  test('but for none of these', () => {
    expect(faultsOf(right)).toEqual([])
    expect(faultsOf({ ...right, differences: null }, true)).toEqual([])
  })
})

test('the median of an even number of runs is the mean of the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 100])]).toEqual([2, 3])
})

test('ours is compared with each other contestant, by the medians, brokers apart', () => {
  const runs = [run('reference', 100, 4), run('small', 80, 2), run('ours', 150, 2), run('ours', 250, 2)]
  expect(verdict(runs).split('\n')).toEqual([
    expect.stringMatching(/^Ours to reference \(medians\): 2\.00 × results\/s from cold, .* 2\.00 × results per CPU second \(1\.80 × with the broker's\), 1\.00 × memory\.$/),
    expect.stringMatching(/^Ours to small \(medians\): 2\.50 × /),
  ])
  expect(verdict(runs.slice(0, 2))).toBe('')
  expect(table(runs).split('\n')).toHaveLength(6)
})
