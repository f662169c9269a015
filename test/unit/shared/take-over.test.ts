import { expect, it } from 'vitest'
import type { LogRecord, OutRecord } from '../../../services/shared/kafka/log-record.ts'
import type { StateLog } from '../../../services/shared/fold/state-log.ts'
import { takeOver } from '../../../services/shared/fold/take-over.ts'
import { keptLog } from '../../helpers/silent-log.ts'

/** Takes a partition over whose input begins at offset 3, whose state has no marker, and of which else only `signs` tell. */
async function begin(signs: { readonly noted?: number; readonly written?: boolean }) {
  let written: readonly OutRecord[] = []
  let closed = false
  const kafka: StateLog = {
    openTransactions: async () => ({ write: async (records) => { written = records as readonly OutRecord[] }, close: async () => { closed = true } }),
    readState: async (_, __, onRecords) => onRecords(written.map(({ key, value }, offset) => ({ offset, timestamp: 0, key: Buffer.from(key!), value: value as Buffer, headers: {} }) as unknown as LogRecord)),
    firstOffset: async () => 3,
    holdsRecords: async (topic) => topic === 'out' && signs.written === true,
    readOne: async () => null,
  }
  const taken = takeOver({
    partition: 0, transactionalId: 'id', stateTopic: 'state', inputTopic: 'in', outputTopics: ['other', 'out'], kafka, log: keptLog(),
    restore: { add: () => {}, finish: () => ({ memory: null, position: null, entries: 0 }) }, noted: async () => signs.noted ?? null, onRestored: () => {},
  })
  return { taken: await taken.catch((error: unknown) => error), closed: () => closed }
}

it.each([['on a first start', {}], ['after a crash before the first transaction', { noted: 3 }]])('a partition without a marker begins where its input does, %s', async (_, signs) => {
  const { taken, closed } = await begin(signs)
  expect(taken).toMatchObject({ next: 3, readAt: null })
  expect(closed()).toBe(false)
})

it.each<[string, Parameters<typeof begin>[0], string]>([
  ['its group has read on', { noted: 7 }, 'partition 0 of in was read up to offset 7'],
  ['something was written for it', { written: true }, 'partition 0 of out holds what was written for it'],
])('a partition whose state was lost is refused where %s', async (_, signs, sign) => {
  const { taken, closed } = await begin(signs)
  expect(taken).toMatchObject({ exitCode: 78, message: expect.stringContaining(`Partition 0 of state has no marker, but ${sign}`), remedy: expect.stringContaining('Restore state from a copy') })
  expect(closed()).toBe(true)
})
