import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FaultKind } from './harness/faults.ts'
import { defaults } from './harness/options.ts'
import { report } from './harness/report.ts'
import { runTrial } from './harness/trial.ts'

/** One of each that hits another mechanism; `npm run test:faults` has all of them, for as long as one likes. */
const deck: readonly FaultKind[] = [
  'unsettle enricher', 'unsettle resolver', 'kill scorer', 'kill sink', 'kill all', 'stop scorer', 'stop enricher',
  'kill kafka', 'kill sink and clickhouse', 'cut scorer', 'deafen scorer', 'swallow resolver', 'two scorers join',
]

test('killed, stopped and cut off in the middle of its work, the whole system gives exactly what its inputs must give, and the bytes of peace', async () => {
  const trial = await runTrial({ ...defaults, seed: 7, events: 20_000, faults: deck.length, deck }, (line) => console.log(line))
  for (const line of report(trial)) console.log(line)
  expect(trial.verified.differences.lines()).toEqual([])
  expect(trial.done.map(({ kind }) => kind).sort(), 'every fault was done').toEqual([...deck].sort())
  expect(trial.verified.repeats, 'what was written without a commit is written again').toBeGreaterThan(0)
  expect(trial.verified.counts.acted, 'people acted on alerts that were open').toBeGreaterThan(10)
  expect(trial.deaths, 'no process ended by itself').toEqual([])
}, 900_000)

test('what compares shares no code with what is compared', () => {
  const folder = join(import.meta.dirname, 'verifier')
  const imports = readdirSync(folder).flatMap((file) => {
    const found = readFileSync(join(folder, file), 'utf8').matchAll(/^import (type )?[^']* from '(\.[^']+)'/gm)
    return [...found].map(([, type, target]) => ({ file, type, target: target! }))
  })
  expect(imports.length).toBeGreaterThan(10)
  const foreign = imports.filter(({ target, type }) => !target.startsWith('./') && !(type && target === '../../../schemas/types.ts'))
  expect(foreign).toEqual([])
})
