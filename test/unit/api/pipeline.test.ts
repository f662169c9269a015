import { expect, it } from 'vitest'
import { encodeMetadata } from '../../../services/shared/commit-metadata.ts'
import { progressOf, withArchive } from '../../../services/api/live/pipeline.ts'

const outputs = { service: 'sink', members: 1, lag: 7, inputs: [{ topic: 'interactions', lag: 7, partitions: [] }] }
const archive = (members: number) => ({ service: 'sink', members, lag: 5000, inputs: [{ topic: 'timeline', lag: 5000, partitions: [] }] })

it('what waits for the archive does not make the sink late, and is shown where the archive runs', () => {
  expect(withArchive(outputs, archive(1))).toEqual({ ...outputs, inputs: [...outputs.inputs, ...archive(1).inputs] })
  expect(withArchive(outputs, archive(0))).toEqual(outputs)
})

it('tells of a partition what lies before the group, and until when the enricher has read', () => {
  const range = { partition: 2, low: 10, high: 25 }
  const committed = (offset: number, metadata = '') => ({ offset, metadata })
  expect(progressOf(range, undefined), 'never committed').toEqual({ partition: 2, lag: 15, readUntil: null })
  expect(progressOf(range, committed(-1)).lag, 'never committed').toBe(15)
  expect(progressOf(range, committed(4)).lag, 'retention went past it').toBe(15)
  expect(progressOf(range, committed(30)).lag, 'a control record at the end').toBe(0)
  expect(progressOf(range, committed(20, encodeMetadata({ t: Date.UTC(2026, 2, 3), s: 1, e: 0 })))).toEqual({ partition: 2, lag: 5, readUntil: '2026-03-03T00:00:00.000Z' })
  expect(progressOf(range, committed(20, encodeMetadata({ t: null, s: 1, e: 0 }))).readUntil).toBe(null)
})
