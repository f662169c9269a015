import { expect, test } from 'vitest'
import type { AlertEvent } from '../../schemas/types.ts'
import { livePlay } from '../../services/simulator/live.ts'
import { demoTimeline, demoWorld } from '../helpers/demo-timeline.ts'
import { score } from '../helpers/timeline.ts'

const today = Date.UTC(2026, 10, 21, 15, 30)
const minute = 60_000
const rate = 3

/** What the scorer says to the demo's 90 days and its first minute. */
function alertsOf(seed: number): AlertEvent[] {
  const world = demoWorld(seed, today)
  return score(demoTimeline(world, today, livePlay(world, rate, today)(today, today + minute)).entries).alerts
}

test.each([1, 2, 3])('several alerts of several kinds open in the first minute of the demo (seed %d)', (seed) => {
  const first = alertsOf(seed).filter(({ at, status }) => at >= today && status === 'OPENED')
  const kinds = [...Map.groupBy(first, ({ kind }) => kind)].map(([kind, all]) => `${kind} ${all.length}`)
  expect(first.length, kinds.join()).toBeGreaterThanOrEqual(10)
  expect(kinds.map((each) => each.split(' ')[0])).toEqual(expect.arrayContaining(['SCORE_BELOW', 'SCORE_DROP', 'LOW_SURVEY', 'SILENT']))
})
