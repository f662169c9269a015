import { expect, it } from 'vitest'
import { withArchive } from '../../../services/api/live/pipeline.ts'

const outputs = { service: 'sink', members: 1, lag: 7, inputs: [{ topic: 'interactions', lag: 7 }] }
const archive = (members: number) => ({ service: 'sink', members, lag: 5000, inputs: [{ topic: 'timeline', lag: 5000 }] })

it('what waits for the archive does not make the sink late, and is shown where the archive runs', () => {
  expect(withArchive(outputs, archive(1))).toEqual({ ...outputs, inputs: [{ topic: 'interactions', lag: 7 }, { topic: 'timeline', lag: 5000 }] })
  expect(withArchive(outputs, archive(0))).toEqual(outputs)
})
