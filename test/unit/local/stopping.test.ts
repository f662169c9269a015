import { expect, test } from 'vitest'
import { stopInOrder } from '../../../infra/local/stopping.ts'

/** Records who is stopped, in which order and with how much time. */
function stoppables(...names: string[]) {
  const stops: { name: string; withinMs: number }[] = []
  return { stops, all: names.map((name) => ({ name, stop: async (withinMs: number) => void stops.push({ name, withinMs }) })) }
}

test('one after the other, in the order given', async () => {
  const { stops, all } = stoppables('api', 'sink', 'scorer', 'kafka')
  await stopInOrder(all, { totalMs: 14_000, eachMs: 4000, reserveMs: 800 })
  expect(stops.map(({ name }) => name)).toEqual(['api', 'sink', 'scorer', 'kafka'])
})

test('none may take what the ones after it need', async () => {
  const { stops, all } = stoppables('a', 'b', 'c', 'd')
  await stopInOrder(all, { totalMs: 4000, eachMs: 4000, reserveMs: 1000 })
  for (const [index, { withinMs }] of stops.entries()) expect(withinMs).toBeLessThanOrEqual(4000 - 1000 * (3 - index))
  expect(stops[0]!.withinMs).toBeGreaterThan(900)
})

test('when time is up the rest is killed at once, not waited for', async () => {
  const { stops, all } = stoppables('a', 'b')
  await stopInOrder(all, { totalMs: 0, eachMs: 4000, reserveMs: 800 })
  expect(stops.map(({ withinMs }) => withinMs)).toEqual([0, 0])
})
