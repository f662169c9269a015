import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { AccountScore } from '../../../schemas/types.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { frame, unframe } from '../../../services/shared/avro/wire.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { eventually } from '../../helpers/eventually.ts'
import { touchPoint } from '../../helpers/events.ts'
import { npmStart, type NpmStart } from '../../helpers/npm-start.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-npm-start-'))
const started: NpmStart[] = []
afterAll(async () => {
  for (const each of started) await each.signal('SIGKILL').catch(() => {})
  await eventually(async () => (await Promise.all(started.map((each) => each.portsInUse()))).flat().length === 0)
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

async function start(): Promise<NpmStart> {
  const system = await npmStart(folder)
  started.push(system)
  await system.ready()
  return system
}

/** Publishes a touch point as an upstream system does: framed Avro under the schema that the set-up registered. */
async function publish({ brokers, registryUrl }: NpmStart, eventId: string): Promise<void> {
  const registry = openRegistry({ url: registryUrl, log: keptLog() })
  const id = await registry.idOf('cx.touchpoints-value', currentSchema('touch-point'))
  const value = frame(id!, contractType('touch-point'), touchPoint({ eventId, accountId: 'a1', occurredAt: Date.now(), outcome: 'FAILED' }))
  const producer = openKafka({ brokers: [brokers], clientId: 'upstream', log: keptLog() }).kafka().producer()
  await producer.connect()
  await producer.send({ topic: 'cx.touchpoints', messages: [{ key: 'a1', value }] })
  await producer.disconnect()
}

/** The ids of the events that scores were written for, over all partitions, in order. */
async function scoredEvents({ brokers }: NpmStart): Promise<string[]> {
  const reader = openReader(openKafka({ brokers: [brokers], clientId: 'reader', log: keptLog() }), keptLog())
  const causes: string[] = []
  for (const { partition } of await reader.offsets({ topic: 'cx.scores' })) {
    await reader.readPartition({
      topic: 'cx.scores', partition, from: 'earliest', until: 'end',
      onRecords(records) {
        for (const { value } of records) {
          const score = contractType('account-score').fromBuffer(unframe(value!)!.body) as AccountScore
          if (score.causeEventId !== null) causes.push(score.causeEventId)
        }
      },
    })
  }
  await reader.close()
  return causes
}

const everyScore = (system: NpmStart, expected: string[]) =>
  eventually(async () => {
    expect(await scoredEvents(system)).toEqual(expected)
    return true
  }, { timeoutMs: 30_000, everyMs: 300 })

test('npm start scores an event; Ctrl-C leaves nothing running; the next start, even after a kill, goes on where it was', { timeout: 300_000 }, async () => {
  const first = await start()
  await publish(first, 'e1')
  await everyScore(first, ['e1'])
  expect(await first.signal('SIGINT'), 'a stop takes at most 15 s').toBeLessThan(15)
  expect(await first.portsInUse(), 'ports that are still taken after Ctrl-C').toEqual([])
  expect(existsSync(join(folder, 'lock'))).toBe(false)

  const second = await start()
  await publish(second, 'e2')
  await everyScore(second, ['e1', 'e2'])
  await second.signal('SIGKILL')
  await eventually(async () => expect(await second.portsInUse(), 'ports that are still taken after a kill').toEqual([]) ?? true, { timeoutMs: 30_000 })

  const third = await start()
  await publish(third, 'e3')
  await everyScore(third, ['e1', 'e2', 'e3'])
  expect(await third.signal('SIGTERM')).toBeLessThan(15)
})
