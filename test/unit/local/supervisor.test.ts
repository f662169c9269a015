import { expect, test } from 'vitest'
import type { Ending, Part } from '../../../infra/local/part.ts'
import { PartFailed } from '../../../infra/local/part.ts'
import { supervise, type Death } from '../../../infra/local/supervisor.ts'
import { eventually } from '../../helpers/eventually.ts'

const policy = { firstDelayMs: 1, longestDelayMs: 4, steadyAfterMs: 60_000 }

/** A part without a process: it ends when it is told to. */
function fakePart(output = '') {
  const ending = Promise.withResolvers<Ending>()
  const part: Part & { end(how: Partial<Ending>): void; stopped: boolean } = {
    name: 'fake', pid: 1, logFile: 'fake.log', ended: ending.promise, stopped: false, output: () => output,
    end: (how) => ending.resolve({ code: null, signal: null, ...how }),
    async stop() {
      part.stopped = true
      part.end({ signal: 'SIGTERM' })
    },
  }
  return part
}

/** Supervises fakes; `starts` are what each restart gives. */
function supervised(...starts: (() => Promise<Part>)[]) {
  const [first, deaths] = [fakePart(), [] as Death[]]
  const started: Part[] = []
  const supervisor = supervise(first, {
    name: 'fake', policy, onDeath: (death) => deaths.push(death),
    start: async () => {
      const part = await starts.shift()!()
      started.push(part)
      return part
    },
  })
  return { first, deaths, started, supervisor }
}

test('what dies is started again', async () => {
  const second = fakePart()
  const { first, deaths, supervisor } = supervised(async () => second)
  first.end({ code: 1 })
  await eventually(() => supervisor.current() === second)
  expect(deaths).toMatchObject([{ kind: 'restarting', how: 'ended with code 1' }])
  await supervisor.stop(1000)
})

test('a refusal, exit code 78, is not started again', async () => {
  const { first, deaths, started, supervisor } = supervised()
  first.end({ code: 78 })
  await eventually(() => deaths.length === 1)
  expect(deaths).toEqual([{ kind: 'refused', output: '' }])
  expect(supervisor.current()).toBeNull()
  await supervisor.stop(1000)
  expect(started).toEqual([])
})

test('a restart that fails is tried again', async () => {
  const third = fakePart()
  const { first, deaths, supervisor } = supervised(async () => {
    throw new PartFailed(fakePart('out of luck'), 'did not start')
  }, async () => third)
  first.end({ signal: 'SIGKILL' })
  await eventually(() => supervisor.current() === third)
  expect(deaths).toMatchObject([{ how: 'was ended by SIGKILL' }, { how: 'did not start', output: 'out of luck' }])
  await supervisor.stop(1000)
})

test('a stop ends the process and does not start it again', async () => {
  const { first, deaths, started, supervisor } = supervised()
  await supervisor.stop(1000)
  expect(first.stopped).toBe(true)
  expect({ deaths, started }).toEqual({ deaths: [], started: [] })
})

test('a stop during a restart leaves nothing running', async () => {
  const second = fakePart()
  const starting = Promise.withResolvers<Part>()
  const { first, deaths, supervisor } = supervised(() => starting.promise)
  first.end({ code: 1 })
  await eventually(() => deaths.length === 1)
  const stopped = supervisor.stop(1000)
  starting.resolve(second)
  await stopped
  await expect(second.ended).resolves.toBeDefined()
})

test('a stop during the wait before a restart does not wait for it', async () => {
  const first = fakePart()
  const deaths: Death[] = []
  const slow = { firstDelayMs: 60_000, longestDelayMs: 60_000, steadyAfterMs: 60_000 }
  const supervisor = supervise(first, { name: 'fake', policy: slow, onDeath: (death) => deaths.push(death), start: async () => fakePart() })
  first.end({ code: 1 })
  await eventually(() => deaths.length === 1)
  await supervisor.stop(1000)
  expect(supervisor.current()).toBeNull()
})
